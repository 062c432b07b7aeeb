package io.gansieve.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gansieve.app.KafkaClients;
import io.gansieve.app.TopicTail;
import io.gansieve.config.GansieveConfig;
import io.gansieve.image.Printable;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Verdict;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code verdicts}: follows the verdict topic. */
@Command(name = "verdicts", mixinStandardHelpOptions = true, description = "Follows the verdict topic.")
final class VerdictsCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--from-beginning", description = "All verdicts that are left, not only new ones.")
    private boolean fromBeginning;

    @Option(names = "--limit", paramLabel = "N", description = "Ends after N verdicts.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = "--format",
            paramLabel = "table|json",
            description = "json is one line a verdict (default: table; on a terminal it shortens long ids).")
    private OutputFormat format = OutputFormat.TABLE;

    private final boolean fitted = Terminal.present();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        GansieveConfig config = common.config();
        KafkaClients clients = KafkaClients.of(config);
        String topic = config.topics().verdicts();
        PrintWriter out = spec.commandLine().getOut();
        try (TopicTail tail =
                fromBeginning ? TopicTail.fromBeginning(clients, topic) : TopicTail.fromEnd(clients, topic)) {
            if (format == OutputFormat.TABLE) {
                out.println(VerdictTable.header());
                out.flush();
            }
            follow(tail, out);
        }
        return 0;
    }

    private void follow(TopicTail tail, PrintWriter out) {
        long printed = 0;
        while (printed < limit && !out.checkError()) {
            for (ConsumerRecord<byte[], byte[]> read : tail.poll(Duration.ofMillis(500))) {
                Optional<String> line = printed < limit ? line(read) : Optional.empty();
                if (line.isPresent()) {
                    out.println(line.get());
                    printed++;
                }
            }
            out.flush();
        }
    }

    /** With the fields that this version does not know, too. */
    static String json(byte[] value) {
        return Json.text(Json.read(value, ObjectNode.class, "a verdict"));
    }

    /** Empty for what is no verdict, which is named on the other stream where its place in a table would be. */
    private Optional<String> line(ConsumerRecord<byte[], byte[]> read) {
        byte @Nullable [] value = read.value();
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    format == OutputFormat.JSON
                            ? json(value)
                            : VerdictTable.row(Json.read(value, Verdict.class), fitted));
        } catch (IllegalArgumentException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("gansieve: %s-%d@%d is no verdict: %s"
                    .formatted(
                            read.topic(),
                            read.partition(),
                            read.offset(),
                            Printable.line(String.valueOf(e.getMessage()))));
            err.flush();
            return Optional.empty();
        }
    }
}
