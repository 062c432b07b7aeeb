package io.gansieve.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gansieve.gan.GameRules;
import io.gansieve.gan.NoiseController;
import io.gansieve.gan.Objective;
import io.gansieve.gan.Schedule;
import io.gansieve.image.codec.DecodingRules;
import io.gansieve.registry.Retention;
import io.gansieve.replay.ReplaySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigLoaderTest {
    @TempDir
    Path folder;

    @Test
    void defaultsAreThoseOfTheContract() throws ConfigException {
        GansieveConfig config = load(Map.of(), Map.of());

        assertThat(config.labelsWindow()).isEqualTo(Duration.ofHours(24));
        assertThat(config.rounds()).isEqualTo(new GansieveConfig.Rounds(512, 256, Duration.ofMinutes(5)));
        assertThat(config.http())
                .isEqualTo(new GansieveConfig.Http(
                        true, "127.0.0.1", 8080, Optional.empty(), GansieveConfig.Http.Anonymous.ON_LOOPBACK));
        assertThat(config.replay()).isEqualTo(new ReplaySettings(256L << 20, 10, 0.5, 0.5, 0.1));
        assertThat(config.topics().deadLetters()).isEqualTo("gansieve-dead-letters");
        assertThat(config.roles()).containsExactlyInAnyOrder(Role.SCORER, Role.TRAINER);
        assertThat(config.decoding()).isEqualTo(DecodingRules.DEFAULT);
    }

    @Test
    void readsWhatBecomesOfLargeFilesAndAnimations() throws ConfigException {
        GansieveConfig config = load(
                Map.of("GANSIEVE_IMAGE_MAX_PIXELS", "12000000"),
                Map.of("image.animations", "first-frame", "image.animation-frames", "64"));

        assertThat(config.decoding())
                .isEqualTo(new DecodingRules(12_000_000, DecodingRules.Animations.FIRST_FRAME, 64));
    }

    @Test
    void acceptsSettingsOfBeforeThatAreNoLongerUsed() throws ConfigException {
        GansieveConfig config = load(
                Map.of("GANSIEVE_MODELS_KEEP_VERSIONS", "5"),
                Map.of("models.keep-champions", "7d", "models.keep-bytes", "64MiB"));

        assertThat(config.retention()).isEqualTo(new Retention(64 << 20));
    }

    @Test
    void namesEveryProblemOfDecoding() {
        Map<String, String> wrong = Map.of(
                "image.max-pixels", "999999",
                "image.animations", "first",
                "image.animation-frames", "65");

        ConfigException problem = catchThrowableOfType(ConfigException.class, () -> load(Map.of(), wrong));

        assertThat(problem.problems())
                .containsExactlyInAnyOrder(
                        "image.max-pixels: 999999: must be a whole number from 1000000 to 200000000",
                        "image.animations: first: must be score, first-frame or refuse",
                        "image.animation-frames: 65: must be a whole number from 1 to 64");
    }

    @Test
    void flagsWinOverEnvironmentWhichWinsOverTheFile() throws Exception {
        Path file = file("""
                labels:
                  window: 1h
                rounds.max-interval: PT3M
                image: {fit: reject}
                topics: {images: [a, b]}
                """);

        GansieveConfig config = ConfigLoader.load(
                Optional.of(file),
                Map.of("GANSIEVE_LABELS_WINDOW", "2h", "GANSIEVE_IMAGE_FIT", "center-crop", "PATH", "/bin"),
                Map.of("labels.window", "30s"));

        assertThat(config.labelsWindow()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.fit().text()).isEqualTo("center-crop");
        assertThat(config.rounds().maxInterval()).isEqualTo(Duration.ofMinutes(3));
        assertThat(config.topics().images()).containsExactly("a", "b");
    }

    @Test
    void namesAllProblemsAtOnceWithKeyValueAndRule() throws IOException {
        Path file = file("labels: {windw: 1h}\nhttp: {port: 99999}\n");

        ConfigException problem = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigLoader.load(
                        Optional.of(file),
                        Map.of("GANSIEVE_ROUNDS_MAX_INTERVALL", "1m", "GANSIEVE_IMAGE_SHAPE", "big"),
                        Map.of("rounds.min-reals", "few", "image.fit", "squash")));

        assertThat(problem.problems())
                .anySatisfy(
                        line -> assertThat(line).contains("unknown key labels.windw", "did you mean labels.window?"))
                .anySatisfy(line -> assertThat(line)
                        .contains("GANSIEVE_ROUNDS_MAX_INTERVALL", "did you mean GANSIEVE_ROUNDS_MAX_INTERVAL?"))
                .anySatisfy(line -> assertThat(line).contains("http.port: 99999", "0 to 65535"))
                .anySatisfy(line -> assertThat(line).contains("image.shape: big"))
                .anySatisfy(line -> assertThat(line).contains("rounds.min-reals: few"))
                .anySatisfy(line -> assertThat(line).contains("image.fit: squash"))
                .hasSize(6);
    }

    @Test
    void refusesShapesWhoseExamplesDoNotFitARecord() throws ConfigException {
        assertThat(load("image.shape", "948x949x1").shape().size()).isEqualTo(899_652);

        ConfigException problem = catchThrowableOfType(ConfigException.class, () -> load("image.shape", "1000x301x3"));

        assertThat(problem.problems())
                .containsExactly("image.shape: 1000x301x3: height * width * channels must be at most 900000, so that an"
                        + " example fits a record: 903000");
    }

    private static GansieveConfig load(String key, String value) throws ConfigException {
        return ConfigLoader.load(Optional.empty(), Map.of("GANSIEVE_CLASSPATH", "ext/*"), Map.of(key, value));
    }

    @Test
    void refusesWhatGateAndStreamsWouldRefuse() {
        Map<String, String> wrong = Map.of(
                "gate.bootstrap-samples", "10",
                "gate.target-false-positive-rate", "0.5",
                "gate.prior", "1",
                "streams.commit-interval", "6s",
                "labels.window", "PT0.0001S",
                "broker.bootstrap-servers", " ",
                "kafka.isolation.level", "read_uncommitted",
                "kafka.main.consumer.isolation.level", "read_uncommitted",
                "kafka.processing.guarantee", "at_least_once",
                "kafka.application.id", "mine");

        ConfigException problem = catchThrowableOfType(ConfigException.class, () -> load(Map.of(), wrong));

        assertThat(problem.problems())
                .containsExactlyInAnyOrder(
                        "gate.bootstrap-samples: 10: must be a whole number from 20 to 1000000",
                        "gate.target-false-positive-rate: 0.5: must be a number above 0.0 and below 0.5",
                        "gate.prior: 1: must be a number above 0.0 and below 1.0",
                        "streams.commit-interval: 6s: must be from 1 ms to 5000 ms",
                        "labels.window: PT0.0001S: must be at least 1 ms",
                        "broker.bootstrap-servers: : must not be empty",
                        "kafka.isolation.level: read_uncommitted: must be read_committed",
                        "kafka.main.consumer.isolation.level: read_uncommitted: must be read_committed",
                        "kafka.processing.guarantee: at_least_once: must be exactly_once_v2",
                        "kafka.application.id: mine: must be set as topics.prefix");
    }

    @Test
    void takesTheLimitsThatGateAndStreamsTake() throws ConfigException {
        GansieveConfig config = load(
                Map.of(),
                Map.of(
                        "gate.bootstrap-samples", "20",
                        "gate.target-false-positive-rate", "0.49",
                        "training.label-flip", "0.49",
                        "training.real-target", "0.51",
                        "streams.commit-interval", "5s",
                        "kafka.isolation.level", "read_committed"));

        assertThat(config.gate().bootstrapSamples()).isEqualTo(20);
        assertThat(config.commitInterval()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void readsTheRulesOfTheGame() throws ConfigException {
        GameRules rules = load(
                        Map.of(),
                        Map.of(
                                "training.objective", "hinge",
                                "training.penalty.r1", "exponential(0.1,1000)",
                                "training.penalty.clip", "0.5",
                                "training.critic-steps", "5",
                                "training.learning-rate", "cosine(0.001,0,200000)",
                                "training.noise-target", "0.6"))
                .training()
                .rules();

        assertThat(rules.objective()).isEqualTo(new Objective.Hinge());
        assertThat(rules.penalty().r1()).isEqualTo(new Schedule.Exponential(0.1, 1_000));
        assertThat(rules.penalty().clip()).isEqualTo(0.5);
        assertThat(rules.criticSteps()).isEqualTo(5);
        assertThat(rules.learningRate()).isEqualTo(new Schedule.Cosine(0.001, 0, 200_000));
        assertThat(rules.noise().controller()).contains(new NoiseController(0.6, 20_000));
        assertThat(rules.noise().labelFlip()).isEqualTo(new Schedule.Exponential(0.05, 40_000));
    }

    @Test
    void namesTheRuleThatAScheduleBreaks() {
        ConfigException refused = catchThrowableOfType(
                ConfigException.class,
                () -> load(
                        Map.of(),
                        Map.of(
                                "training.label-flip", "linear(0.1,0.6,1000)",
                                "training.beta2", "step(1)",
                                "training.objective", "gan")));

        assertThat(refused.problems())
                .containsExactlyInAnyOrder(
                        "training.label-flip: linear(0.1,0.6,1000): must stay from 0.0 to 0.49",
                        "training.beta2: step(1): must be a number, constant(V), linear(FROM,TO,IMAGES), "
                                + "cosine(FROM,TO,IMAGES) or exponential(FROM,HALF_LIFE_IMAGES)",
                        "training.objective: gan: must be one of minimax, non-saturating, least-squares, hinge, "
                                + "wasserstein, relativistic");
    }

    @Test
    void passesKafkaSettingsThroughAndMasksSecrets() throws ConfigException {
        GansieveConfig config = load(
                Map.of("GANSIEVE_KAFKA_SASL_JAAS_CONFIG", "user and hush"),
                Map.of(
                        "kafka.security.protocol", "SASL_SSL",
                        "kafka.ssl.keystore.key", "hush",
                        "kafka.ssl.key.password", "hush"));

        assertThat(config.kafka()).containsEntry("sasl.jaas.config", "user and hush");
        assertThat(config.kafka()).containsEntry("security.protocol", "SASL_SSL");
        assertThat(config.toYaml())
                .contains("security.protocol: SASL_SSL", "ssl.key.password: " + "'" + EffectiveYaml.MASK + "'")
                .doesNotContain("hush");
    }

    @Test
    void masksWhatKafkaDoesNotKnowSinceItCouldBeASecret() throws ConfigException {
        GansieveConfig config = load(
                Map.of("GANSIEVE_HTTP_TOKEN", "hush-hush-hush-hush"),
                Map.of(
                        "kafka.ssl.truststore.pasword", "hush",
                        "kafka.acme.interceptor.apikey", "hush",
                        "kafka.producer.ssl.keystore.key", "hush",
                        "kafka.main.consumer.fetch.max.bytes", "1000",
                        "kafka.topic.retention.ms", "2000",
                        "kafka.sasl.oauthbearer.token.endpoint.url", "https://id.example/token"));

        assertThat(config.toYaml())
                .contains("main.consumer.fetch.max.bytes: 1000", "topic.retention.ms: 2000")
                .contains("https://id.example/token", "acme.interceptor.apikey")
                .doesNotContain("hush");
        assertThat(config.toString()).doesNotContain("hush");
        assertThat(config.http().toString()).doesNotContain("hush");
        assertThat(config.http().token()).contains("hush-hush-hush-hush");
    }

    @Test
    void problemsOfSecretsDoNotShowThem() throws IOException {
        Path file = file("kafka: {ssl.key.password: hush\n");

        ConfigException token =
                catchThrowableOfType(ConfigException.class, () -> load(Map.of(), Map.of("http.token", "hush")));
        ConfigException yaml = catchThrowableOfType(
                ConfigException.class, () -> ConfigLoader.load(Optional.of(file), Map.of(), Map.of()));

        assertThat(token.problems())
                .containsExactly("http.token: must be 16 or more letters, digits or any of - . _ ~ + / =");
        assertThat(yaml.problems())
                .singleElement()
                .asString()
                .contains("not YAML")
                .doesNotContain("hush");
    }

    @Test
    void printedConfigurationReadsBackTheSame() throws Exception {
        GansieveConfig config = load(Map.of(), Map.of("topics.prefix", "eu-", "replay.bytes", "1GiB"));

        GansieveConfig again = ConfigLoader.load(Optional.of(file(config.toYaml())), Map.of(), Map.of());

        assertThat(again).isEqualTo(config);
        assertThat(again.topics().models()).isEqualTo("eu-models");
    }

    @Test
    void readsDurationsOfEveryUnit() {
        assertThat(Quantities.duration("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Quantities.duration("90d")).isEqualTo(Duration.ofDays(90));
        assertThat(Quantities.duration("PT1H30M")).isEqualTo(Duration.ofMinutes(90));
    }

    private static GansieveConfig load(Map<String, String> environment, Map<String, String> flags)
            throws ConfigException {
        return ConfigLoader.load(Optional.empty(), environment, flags);
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("gansieve.yaml"), yaml);
    }
}
