package io.gansieve.cli;

import io.gansieve.app.Forgetting;
import io.gansieve.app.Remainder;
import io.gansieve.image.Printable;
import io.gansieve.scoring.Json;
import io.gansieve.streams.Command.Forget;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code forget}: has an image removed, and says what stays until when. */
@Command(
        name = "forget",
        mixinStandardHelpOptions = true,
        description = {
            "Removes an image from replay, quarantine, held labels and the running round, waits until the trainer has,",
            "and says what stays until when. Needs the rights to describe the trainer's group and the topics' settings."
        })
final class ForgetCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "ID", converter = ImageIdConverter.class, description = "The imageId of the verdict.")
    private String id = "";

    @Option(names = "--format", paramLabel = "table|json", description = "JSON is one line a place (default: table).")
    private OutputFormat format = OutputFormat.TABLE;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long to wait (default: 30).")
    private long timeoutSeconds = 30;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<Remainder> places;
        try {
            places = new Forgetting(common.config(), Clock.systemUTC())
                    .forget(new Forget(id, Person.name()), Duration.ofSeconds(timeoutSeconds));
        } catch (TimeoutException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case JSON -> places.forEach(place -> out.println(Json.text(place)));
            case TABLE -> table(places).lines().forEach(out::println);
        }
        out.flush();
        return 0;
    }

    static TextTable table(List<Remainder> places) {
        TextTable table = new TextTable().row(List.of("PLACE", "HOLDS", "UNTIL", "BY"));
        for (Remainder place : places) {
            String until = place.until()
                    .map(time -> time.truncatedTo(ChronoUnit.SECONDS).toString())
                    .orElse("-");
            table.row(List.of(
                    Printable.line(place.place()), place.holds(), place.removed() ? "removed" : until, place.why()));
        }
        return table;
    }
}
