package io.gansieve.cli;

import io.gansieve.app.HeldImages;
import io.gansieve.image.Printable;
import io.gansieve.scoring.Json;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quarantine list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description =
                "Shows the images in quarantine, the oldest first. Needs the right to read the store's changelog.")
final class QuarantineListCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--format", paramLabel = "table|json", description = "JSON is one line an image (default: table).")
    private OutputFormat format = OutputFormat.TABLE;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<HeldImages.Entry> held = HeldImages.read(common.config());
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case JSON -> held.forEach(image -> out.println(Json.text(image)));
            case TABLE -> table(held).lines().forEach(out::println);
        }
        out.flush();
        return 0;
    }

    private static TextTable table(List<HeldImages.Entry> held) {
        TextTable table = new TextTable().row(List.of("SINCE", "LABEL", "SOURCE", "BY", "WHY", "IMAGE"));
        for (HeldImages.Entry image : held) {
            table.row(List.of(
                    image.since().truncatedTo(ChronoUnit.SECONDS).toString(),
                    image.label(),
                    Printable.line(image.source()),
                    Printable.line(image.by().orElse("-")),
                    image.contradicts() ? "contradicts" : "sender",
                    Printable.line(image.imageId())));
        }
        return table;
    }
}
