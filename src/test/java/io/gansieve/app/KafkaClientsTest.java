package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KafkaClientsTest {
    private static final String MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule";

    @Test
    void doesNotShowWhatItCannotReadInAJaasEntry() {
        for (String entry : List.of(
                MODULE + " required username=\"ada\" password=\"se\"cret\";",
                MODULE + " secret username=\"ada\";",
                MODULE + " required username=\"ada\" password=\"secret\"",
                "secret")) {
            StringWriter trace = new StringWriter();
            Throwable problem = catchThrowable(() -> new KafkaClients(
                            "localhost:1",
                            Map.of(
                                    "security.protocol",
                                    "SASL_PLAINTEXT",
                                    "sasl.mechanism",
                                    "SCRAM-SHA-512",
                                    "sasl.jaas.config",
                                    entry))
                    .admin());
            problem.printStackTrace(new PrintWriter(trace));

            assertThat(problem).as(entry).hasMessageContaining("kafka.sasl.jaas.config must read");
            assertThat(trace.toString()).as(entry).doesNotContain("secret", "cret");
        }
    }

    @Test
    void leavesSettingsOutOfItsText() {
        assertThat(new KafkaClients("localhost:1", Map.of("ssl.key.password", "hush")))
                .hasToString("KafkaClients[localhost:1]");
    }
}
