package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gansieve.app.KafkaClients;
import io.gansieve.app.Orders;
import io.gansieve.app.Publisher;
import io.gansieve.app.Service;
import io.gansieve.app.TopicTail;
import io.gansieve.config.ConfigLoader;
import io.gansieve.config.GansieveConfig;
import io.gansieve.image.ImageFile;
import io.gansieve.image.ImageSource;
import io.gansieve.image.Label;
import io.gansieve.streams.Command;
import io.gansieve.streams.ModelLogReader;
import io.gansieve.streams.TopicAdmin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The program on a broker with TLS, SCRAM users and an authorizer: what it needs, what it refuses, and what it keeps to itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecurityIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String PREFIX = "gansieve-";

    @TempDir
    Path folder;

    private AccessTable table;
    private SecuredBroker broker;
    private Answers answers;

    @BeforeAll
    void startBroker(@TempDir Path brokerFolder) throws Exception {
        table = AccessTable.read();
        broker = SecuredBroker.start(
                brokerFolder, table.people().stream().map(AccessTable::user).toList());
        answers = new Answers(broker.openServers(), PREFIX);
    }

    @AfterAll
    void stopBroker() {
        broker.close();
    }

    @Test
    void theRightsInTheReadmeAreEnoughAndEachIsNeeded() throws Exception {
        broker.grant(table.bindings());
        refusedWithout(List.of(row("topics create", AclOperation.CREATE)));
        act("topics create");
        refusedWithout(List.of(row("trainer", AclOperation.CREATE)));
        worksAsAWhole();
        refusedWithout(table.rows().stream()
                .filter(row -> row.operation() != AclOperation.CREATE)
                // Without it the settings of topics are not checked, which the log says.
                .filter(row -> row.operation() != AclOperation.DESCRIBE_CONFIGS)
                .toList());
    }

    /** Images in; verdicts, labels, rounds, versions and commands in force: each by the user that the table has for it. */
    private void worksAsAWhole() throws Exception {
        try (Service scorer = start("scorer", smallRounds());
                Service trainer = start("trainer", smallRounds())) {
            Awaitility.await("ready").atMost(PATIENCE).until(() -> scorer.ready() && trainer.ready());
            publish(digits(400), Optional.of(Label.REAL));
            publish(List.of(new ImageFile("late", digits(1).get(0).bytes(), OptionalInt.empty())), Optional.empty());
            act("label");
            Awaitility.await("a champion").atMost(PATIENCE).until(() -> championEpoch() > 0);
            Awaitility.await("verdicts")
                    .atMost(PATIENCE)
                    .until(() -> answers.verdicts().size() == 401);
            Awaitility.await("the late label's example")
                    .atMost(PATIENCE)
                    .until(() -> answers.records("examples").stream()
                            .anyMatch(record -> "late".equals(new String(record.key(), StandardCharsets.UTF_8))));
            assertThat(answers.records("rounds")).isNotEmpty();
            act("verdicts");
            act("models list");
            act("models promote");
            assertThat(answers.records("dead-letters")).isEmpty();
        }
    }

    /** Each right alone is taken away, and given back. */
    private void refusedWithout(List<AccessTable.Row> rows) throws Exception {
        for (AccessTable.Row row : rows) {
            broker.withdraw(List.of(row.binding()));
            Throwable refusal = catchThrowable(() -> act(row.who()));
            broker.grant(List.of(row.binding()));
            assertThat(refusal)
                    .as("without " + row)
                    .hasMessageContaining(row.name().replace("*", ""));
            if (row.who().equals("scorer") || row.who().equals("trainer")) {
                assertThat(refusal)
                        .as("without " + row)
                        .hasMessageContaining(row.operation().name().toLowerCase(Locale.ROOT));
            }
        }
    }

    private AccessTable.Row row(String who, AclOperation operation) {
        return table.rows().stream()
                .filter(row -> row.who().equals(who) && row.operation() == operation)
                .findFirst()
                .orElseThrow();
    }

    /** What somebody of the table does, once. */
    private void act(String who) throws Exception {
        KafkaClients clients = KafkaClients.of(config(who, Map.of()));
        GansieveConfig config = config(who, Map.of());
        switch (who) {
            case "scorer", "trainer" ->
                start(who, Map.of("data-dir", folder.resolve("again-" + who).toString()))
                        .close();
            case "topics create" -> {
                try (Admin admin = clients.admin()) {
                    new TopicAdmin(admin).create(config.topics(), 2);
                }
            }
            case "publish" -> publish(digits(1), Optional.empty());
            case "verdicts" -> {
                try (TopicTail tail =
                        TopicTail.fromBeginning(clients, config.topics().verdicts())) {
                    Awaitility.await("verdicts")
                            .atMost(PATIENCE)
                            .until(() -> !tail.poll(Duration.ofSeconds(1)).isEmpty());
                }
            }
            case "label" -> new Orders(clients, config.topics()).label("late", Map.of("label", "generated"));
            case "models list" -> championEpoch();
            case "models promote" ->
                assertThat(new Orders(clients, config.topics())
                                .execute(new Command.Rollback("ada"), PATIENCE)
                                .pinned())
                        .isTrue();
            default -> throw new IllegalStateException("the test does not know what this one does: " + who);
        }
    }

    private long championEpoch() throws Exception {
        GansieveConfig config = config("models list", Map.of());
        try (ModelLogReader reader = KafkaClients.of(config).openModelLog(config.topics())) {
            return reader.catchUp().championVersion();
        }
    }

    private void publish(List<ImageFile> images, Optional<Label> label) throws Exception {
        GansieveConfig config = config("publish", Map.of());
        try (Publisher publisher =
                new Publisher(KafkaClients.of(config), config.topics().images().get(0))) {
            for (ImageFile image : images) {
                publisher.send(new Publisher.Item(
                        Optional.of(image.name()), image.bytes(), label, image.imageClass(), Optional.empty()));
            }
            publisher.flush();
            if (publisher.failed() > 0) {
                throw new IOException(publisher.firstFailure().orElse(""));
            }
        }
    }

    @Test
    void refusalsOfTheBrokerAreOneLineAndStatusOne() throws Exception {
        String user = SecuredBroker.SUPER_USER;
        Map<String, String> wrongPassword = broker.settingsOf(user, "wrong-password-77aa", broker.truststore("broker"));
        Map<String, String> untrusted = broker.settingsOf(user, broker.password(user), broker.truststore("stranger"));
        Map<String, String> withoutTls = Map.of("broker.bootstrap-servers", broker.servers());
        String credentials = "invalid credentials with SASL mechanism SCRAM-SHA-512";
        String certificate = "unable to find valid certification path";
        SoftAssertions softly = new SoftAssertions();

        refused(softly, credentials, wrongPassword, "run");
        refused(softly, certificate, untrusted, "run");
        refused(softly, "Kafka: ", withoutTls, "run");
        refused(softly, credentials, wrongPassword, "verdicts");
        refused(softly, certificate, untrusted, "models", "list");
        refused(softly, credentials, wrongPassword, "publish", "mnist:test");
        softly.assertAll();
    }

    private void refused(SoftAssertions softly, String reason, Map<String, String> settings, String... command)
            throws Exception {
        Path file = yaml("refused", settings);
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--config", file.toString(), "--set", "data-dir=" + folder.resolve("refused")));
        try (CommandProcess process =
                CommandProcess.start(ServiceProcess.log("security-refused"), Map.of(), List.of(), arguments)) {
            softly.assertThat(process.awaitExit()).as("%s", arguments).isEqualTo(1);
            softly.assertThat(process.output())
                    .as("%s", arguments)
                    .startsWith("gansieve: ")
                    .contains(reason)
                    .hasLineCount(1);
        }
    }

    @Test
    void noSecretIsWrittenEvenAtDebug() throws Exception {
        String token = "http-token-5d2c9e7b";
        Map<String, String> settings = broker.settingsOf(SecuredBroker.SUPER_USER);
        settings.put("kafka.ssl.key.password", "key-password-1b3d");
        settings.put("kafka.acme.interceptor.apikey", "plugin-secret-66f0");
        settings.put("topics.prefix", "debug-");
        settings.put("http.port", Integer.toString(ServiceProcess.freePort()));
        settings.put("data-dir", folder.resolve("debug").toString());
        Path file = yaml("debug", settings);
        List<String> secrets = List.of(
                token,
                "http-token-wrong",
                broker.password(SecuredBroker.SUPER_USER),
                SecuredBroker.STORE_PASSWORD,
                "key-password-1b3d",
                "plugin-secret-66f0");
        List<String> debug = List.of("-Dgansieve.log.root=DEBUG", "-Dgansieve.log.level=DEBUG");
        Map<String, String> environment = Map.of("GANSIEVE_HTTP_TOKEN", token);

        try (CommandProcess service = CommandProcess.start(
                ServiceProcess.log("security-debug"),
                environment,
                debug,
                List.of("run", "--config", file.toString()))) {
            URI address = URI.create("http://127.0.0.1:" + settings.get("http.port"));
            Awaitility.await("ready").atMost(PATIENCE).until(() -> {
                assertThat(service.isAlive()).isTrue();
                return status(address.resolve("/health/ready"), "") == 200;
            });
            assertThat(status(address.resolve("/models"), "Bearer " + token)).isEqualTo(200);
            assertThat(status(address.resolve("/models"), "Bearer http-token-wrong"))
                    .isEqualTo(401);
            assertThat(service.terminate()).isEqualTo(143);
            assertThat(service.output()).contains(" DEBUG ").doesNotContain(secrets);
        }
        try (CommandProcess config = CommandProcess.start(
                ServiceProcess.log("security-config"),
                environment,
                debug,
                List.of("config", "--config", file.toString()))) {
            assertThat(config.awaitExit()).isZero();
            assertThat(config.output())
                    .contains("sasl.mechanism: SCRAM-SHA-512", "acme.interceptor.apikey", "token: ")
                    .doesNotContain(secrets);
        }
    }

    @Test
    void aPasswordMayStandInAFileOfItsOwn() throws Exception {
        Path secrets = Files.writeString(
                folder.resolve("kafka.properties"), "password=" + broker.password(SecuredBroker.SUPER_USER) + "\n");
        Map<String, String> settings = broker.settingsOf(
                SecuredBroker.SUPER_USER, "${file:" + secrets + ":password}", broker.truststore("broker"));
        settings.put("kafka.config.providers", "file");
        settings.put("kafka.config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider");
        settings.put("topics.prefix", "file-");
        settings.put("http.enabled", "false");
        settings.put("data-dir", folder.resolve("file").toString());

        try (Service service = Service.start(
                ConfigLoader.load(Optional.of(yaml("file", settings)), Map.of(), Map.of()), Clock.systemUTC())) {
            Awaitility.await("ready").atMost(PATIENCE).until(service::ready);
        }
    }

    private static int status(URI uri, String authorization) throws InterruptedException {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10));
            if (!authorization.isEmpty()) {
                request.header("Authorization", authorization);
            }
            return HttpClient.newHttpClient()
                    .send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** A service with the role that is its user's name. */
    private Service start(String role, Map<String, String> more) throws Exception {
        Map<String, String> settings = new TreeMap<>(more);
        settings.put("roles", role);
        settings.put("http.port", "0");
        settings.putIfAbsent("data-dir", folder.resolve(role).toString());
        return Service.start(config(role, settings), Clock.systemUTC());
    }

    private GansieveConfig config(String who, Map<String, String> more) throws Exception {
        Map<String, String> settings = broker.settingsOf(AccessTable.user(who));
        settings.putAll(more);
        return ConfigLoader.load(Optional.of(yaml(AccessTable.user(who), settings)), Map.of(), Map.of());
    }

    private Path yaml(String name, Map<String, String> settings) throws IOException {
        StringBuilder yaml = new StringBuilder();
        settings.forEach((key, value) -> yaml.append("%s: '%s'%n".formatted(key, value)));
        return ownersAlone(Files.writeString(folder.resolve(name + ".yaml"), yaml));
    }

    /** Or every command would say that other accounts can read its passwords. */
    private static Path ownersAlone(Path file) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static Map<String, String> smallRounds() {
        return Map.of(
                "training.steps-per-round", "4",
                "training.batch-size", "16",
                "rounds.min-reals", "200",
                "rounds.min-new-examples", "100",
                "gate.auroc-tolerance", "1",
                "gate.false-positive-tolerance", "1",
                "gate.calibration-error-tolerance", "1");
    }

    private static List<ImageFile> digits(int count) throws IOException {
        List<ImageFile> digits = new ArrayList<>();
        try (ImageSource source = ImageSource.open("mnist:train")) {
            while (digits.size() < count) {
                digits.add(source.next().orElseThrow());
            }
        }
        return digits;
    }
}
