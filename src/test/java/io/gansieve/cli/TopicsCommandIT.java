package io.gansieve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.app.EmbeddedBroker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TopicsCommandIT {
    @TempDir
    Path folder;

    private record Ended(int status, String out, String err) {}

    @Test
    void makesWhatIsMissingAndRefusesWhatIsWrongLineByLine() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(topics("describe", "new-", broker).status()).isEqualTo(1);
            assertThat(topics("create", "new-", broker)).isEqualTo(new Ended(0, "", ""));
            assertThat(topics("create", "new-", broker)).isEqualTo(new Ended(0, "", ""));
            Ended described = topics("describe", "new-", broker);
            assertThat(described.status()).isZero();
            assertThat(described.out())
                    .containsPattern("new-models +1 +1 +\\{.*cleanup.policy=compact.*")
                    .containsPattern("new-rounds +1 +1 +\\{.*retention.ms=2592000000.*");

            admin.createTopics(List.of(
                            new NewTopic("old-models", 2, (short) 1),
                            new NewTopic("old-commands", 1, (short) 1).configs(Map.of("retention.ms", "1000")),
                            new NewTopic("old-images", 3, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
            Ended refused = topics("create", "old-", broker);
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err().lines())
                    .containsExactlyInAnyOrder(
                            "gansieve: topic old-models must have 1 partition: 2",
                            "gansieve: topic old-models must have cleanup.policy=compact: delete",
                            "gansieve: topic old-commands must have retention.ms of at least 3600000: 1000");
        }
    }

    private static Ended topics(String action, String prefix, EmbeddedBroker broker) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        int status =
                command.execute("topics", action, "--bootstrap-servers", broker.bootstrapServers(), "--prefix", prefix);
        return new Ended(status, out.toString(), err.toString());
    }
}
