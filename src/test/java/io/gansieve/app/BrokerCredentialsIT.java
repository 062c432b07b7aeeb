package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gansieve.config.BrokerCredentials;
import io.gansieve.config.ConfigException;
import io.gansieve.config.ConfigLoader;
import io.gansieve.config.GansieveConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An embedded broker that asks for a login, as those who share a machine want it. */
final class BrokerCredentialsIT {
    @TempDir
    Path folder;

    @Test
    void letsInWhoHasTheFileAndNobodyElse() throws Exception {
        BrokerCredentials credentials = BrokerCredentials.readOrCreate(folder.resolve("credentials"));
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, Optional.of(credentials))) {
            KafkaClients inside = new KafkaClients(broker.bootstrapServers(), credentials.clientSettings());
            try (Admin admin = inside.admin();
                    KafkaProducer<byte[], byte[]> producer = inside.producer()) {
                admin.createTopics(List.of(new NewTopic("images", 1, (short) 1)))
                        .all()
                        .get();
                producer.send(new ProducerRecord<>("images", new byte[] {1})).get();
            }
            assertThat(refusal(broker.bootstrapServers(), Map.of())).isInstanceOf(TimeoutException.class);
            for (BrokerCredentials wrong : List.of(
                    new BrokerCredentials(credentials.username(), "x".repeat(64)),
                    new BrokerCredentials("somebody", credentials.password()))) {
                assertThat(refusal(broker.bootstrapServers(), wrong.clientSettings()))
                        .hasCauseInstanceOf(SaslAuthenticationException.class);
            }
        }
    }

    /** The controller listens, too, and would take topics and configurations from whoever may connect. */
    @Test
    void leavesTheControllerOpenToNobody() throws Exception {
        BrokerCredentials credentials = BrokerCredentials.readOrCreate(folder.resolve("credentials"));
        int clients = freePort();
        int controller = freePort();
        try (EmbeddedBroker open =
                EmbeddedBroker.start(folder.resolve("open"), clients, listeners(clients, controller, Map.of()))) {
            assertThat(open.bootstrapServers()).endsWith(":" + clients);
            assertThat(controllers(controller, Map.of())).isEqualTo(1);
        }
        try (EmbeddedBroker closed = EmbeddedBroker.start(
                folder.resolve("closed"),
                clients,
                listeners(clients, controller, EmbeddedBroker.logins(credentials)))) {
            assertThat(closed.bootstrapServers()).endsWith(":" + clients);
            assertThatThrownBy(() -> controllers(controller, Map.of())).isInstanceOf(TimeoutException.class);
            assertThat(controllers(controller, credentials.clientSettings())).isEqualTo(1);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static Map<String, String> listeners(int clients, int controller, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        settings.put("listeners", "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(clients, controller));
        return settings;
    }

    private static int controllers(int port, Map<String, String> settings) throws Exception {
        Map<String, Object> direct = new HashMap<>(settings);
        direct.put("bootstrap.controllers", "127.0.0.1:" + port);
        try (Admin admin = Admin.create(direct)) {
            return admin.describeMetadataQuorum()
                    .quorumInfo()
                    .get(8, TimeUnit.SECONDS)
                    .voters()
                    .size();
        }
    }

    @Test
    void aServiceAndItsClientsUseTheSameFile() throws Exception {
        Path file = folder.resolve("credentials");
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("broker.credentials", file.toString());
        assertThatThrownBy(() -> ConfigLoader.load(Optional.empty(), Map.of(), flags))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        problem -> assertThat(problem.problems())
                                .containsExactly("broker.credentials: %s: there is no such file".formatted(file)));

        flags.put("broker.embedded", "true");
        flags.put("broker.port", "0");
        flags.put("http.port", "0");
        flags.put("data-dir", folder.resolve("data").toString());
        GansieveConfig config = ConfigLoader.load(Optional.empty(), Map.of(), flags);
        assertThat(Files.readAllLines(file)).hasSize(2);
        try (Service service = Service.start(config, Clock.systemUTC())) {
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(service::ready);
            assertThat(refusal(service.clients().bootstrapServers(), Map.of())).isInstanceOf(TimeoutException.class);
            flags.put("broker.embedded", "false");
            flags.put("broker.bootstrap-servers", service.clients().bootstrapServers());
            KafkaClients clients = KafkaClients.of(ConfigLoader.load(Optional.empty(), Map.of(), flags));
            try (Admin admin = clients.admin()) {
                assertThat(admin.listTopics().names().get()).contains("gansieve-images");
            }
        }
    }

    private static Throwable refusal(String servers, Map<String, String> settings) {
        try (Admin admin = new KafkaClients(servers, settings).admin()) {
            admin.listTopics().names().get(4, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            return e;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError("let in");
    }
}
