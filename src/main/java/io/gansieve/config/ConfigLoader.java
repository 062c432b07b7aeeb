package io.gansieve.config;

import io.gansieve.gan.CriticNoise;
import io.gansieve.gan.Forger;
import io.gansieve.gan.GameRules;
import io.gansieve.gan.GeneratorSettings;
import io.gansieve.gan.LatentPrior;
import io.gansieve.gan.Model;
import io.gansieve.gan.NoiseController;
import io.gansieve.gan.Objective;
import io.gansieve.gan.Penalty;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.codec.DecodingRules;
import io.gansieve.registry.CoverageConfig;
import io.gansieve.registry.GateConfig;
import io.gansieve.registry.Retention;
import io.gansieve.replay.ReplaySettings;
import io.gansieve.streams.ExampleCodec;
import io.gansieve.streams.LabelIndex;
import io.gansieve.streams.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Assembles the configuration: defaults, over them the YAML file, over it the environment, over all the flags.
 *
 * <pre>{@code
 * GansieveConfig config = ConfigLoader.load(Optional.of(file), System.getenv(), Map.of("labels.window", "1h"));
 * }</pre>
 */
public final class ConfigLoader {
    private static final Duration MIN_COMMIT_INTERVAL = Duration.ofMillis(1);

    /** Streams' own transactions time out after 10 s. */
    private static final Duration MAX_COMMIT_INTERVAL = Duration.ofSeconds(5);

    /** Brokers look for what is to be compacted every 15 s. */
    private static final Duration MIN_FORGET_WITHIN = Duration.ofSeconds(10);

    private static final Duration MAX_FORGET_WITHIN = Duration.ofDays(365);
    private static final Duration MIN_SHUTDOWN_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MAX_SHUTDOWN_TIMEOUT = Duration.ofMinutes(10);

    /** Exactly-once answers depend on these; nobody may set them otherwise. */
    private static final Map<String, String> FIXED =
            Map.of("isolation.level", "read_committed", "processing.guarantee", "exactly_once_v2");

    /** What a header can carry as it stands (RFC 6750). */
    private static final String TOKEN = "[A-Za-z0-9._~+/=-]{16,}";

    private static final String HOST = "\\[[0-9a-f:.]{2,45}\\]|[a-z0-9_.-]{1,253}";

    private static final String CREDENTIALS = "broker.credentials";

    private final Settings settings;
    private final List<String> problems;
    private final ValueReader values;

    private ConfigLoader(Settings settings) {
        this.settings = settings;
        this.problems = new ArrayList<>(settings.problems());
        this.values = new ValueReader(settings.values(), problems);
    }

    /** The text of every key where nobody sets it. */
    public static Map<String, String> defaults() {
        return Keys.all();
    }

    /** @throws ConfigException with every problem in any layer */
    public static GansieveConfig load(Optional<Path> file, Map<String, String> environment, Map<String, String> flags)
            throws ConfigException {
        Settings settings = new Settings();
        file.ifPresent(settings::addFile);
        settings.addEnvironment(environment);
        settings.addFlags(flags);
        ConfigLoader loader = new ConfigLoader(settings);
        Optional<GansieveConfig> config = loader.readOrNote();
        if (config.isEmpty() || !loader.problems.isEmpty()) {
            throw new ConfigException(loader.problems);
        }
        return config.get();
    }

    /** What a record refuses though each of its values alone is right is a problem, too. */
    private Optional<GansieveConfig> readOrNote() {
        try {
            return Optional.of(read());
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private GansieveConfig read() {
        Topics topics = topics();
        GansieveConfig.Broker broker = broker();
        ImageShape shape = values.parsed("image.shape", ConfigLoader::shape);
        return new GansieveConfig(
                values.parsed("data-dir", Path::of),
                roles(),
                broker,
                values.text("topics.prefix"),
                topics,
                values.integer("topics.partitions", 1, 10_000),
                shape,
                values.parsed("image.fit", ImageFit::parse),
                decoding(),
                values.positiveDuration("labels.window"),
                new LabelIndex(
                        values.parsed("labels.index", LabelIndex.Use::parse),
                        values.bytes("labels.index-bytes", 1L << 20)),
                values.duration("forget.within", MIN_FORGET_WITHIN, MAX_FORGET_WITHIN),
                rounds(),
                replay(),
                training(shape),
                values.wholeNumber("training.seed"),
                gate(),
                new CoverageConfig(
                        values.integer("coverage.samples", 100, 100_000),
                        values.parsed("coverage.classifier", CoverageConfig.ClassifierUse::parse)),
                new Retention(values.bytes("models.keep-bytes", 1L << 20)),
                values.integer("scorer.threads", 1, 256),
                values.duration("streams.commit-interval", MIN_COMMIT_INTERVAL, MAX_COMMIT_INTERVAL),
                values.duration("shutdown.timeout", MIN_SHUTDOWN_TIMEOUT, MAX_SHUTDOWN_TIMEOUT),
                http(),
                values.list("metrics.sources"),
                kafka(broker.credentials()),
                effective(topics));
    }

    private static ImageShape shape(String text) {
        ImageShape shape = ImageShape.parse(text);
        if (shape.size() > ExampleCodec.MAX_IMAGE_BYTES) {
            throw new IllegalArgumentException(
                    "height * width * channels must be at most %d, so that an example fits a record: %d"
                            .formatted(ExampleCodec.MAX_IMAGE_BYTES, shape.size()));
        }
        return shape;
    }

    private Set<Role> roles() {
        return values.parsed("roles", text -> {
            Set<Role> roles = EnumSet.noneOf(Role.class);
            for (String role : text.split(",", -1)) {
                roles.add(Role.parse(role.trim()));
            }
            return roles;
        });
    }

    private GansieveConfig.Broker broker() {
        boolean embedded = values.flag("broker.embedded");
        return new GansieveConfig.Broker(
                values.required("broker.bootstrap-servers"),
                embedded,
                values.integer("broker.port", 0, 65_535),
                credentials(embedded));
    }

    /** Whoever runs the broker makes the file; all others need it. */
    private Optional<BrokerCredentials> credentials(boolean embedded) {
        String file = values.text(CREDENTIALS);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path path = Path.of(file);
            return Optional.of(embedded ? BrokerCredentials.readOrCreate(path) : BrokerCredentials.read(path));
        } catch (IOException | IllegalArgumentException e) {
            problems.add("%s: %s".formatted(CREDENTIALS, e.getMessage()));
            return Optional.empty();
        }
    }

    private Topics topics() {
        String prefix = values.text("topics.prefix");
        if (!prefix.matches("[a-zA-Z0-9._-]*-")) {
            problems.add("topics.prefix: %s: must consist of letters, digits, '.', '_' and '-', and end in '-'"
                    .formatted(prefix));
        }
        Topics defaults = Topics.withPrefix(prefix);
        List<String> images = values.list("topics.images");
        return new Topics(
                images.isEmpty() ? defaults.images() : images,
                values.textOr("topics.labels", defaults.labels()),
                values.textOr("topics.verdicts", defaults.verdicts()),
                values.textOr("topics.dead-letters", defaults.deadLetters()),
                values.textOr("topics.examples", defaults.examples()),
                values.textOr("topics.models", defaults.models()),
                values.textOr("topics.rounds", defaults.rounds()),
                values.textOr("topics.commands", defaults.commands()));
    }

    private DecodingRules decoding() {
        return new DecodingRules(
                values.integer("image.max-pixels", 1_000_000, 200_000_000),
                values.parsed("image.animations", DecodingRules.Animations::parse),
                values.integer("image.animation-frames", 1, DecodingRules.MOST_FRAMES));
    }

    private GansieveConfig.Rounds rounds() {
        return new GansieveConfig.Rounds(
                values.integer("rounds.min-reals", 1, Integer.MAX_VALUE),
                values.integer("rounds.min-new-examples", 1, Integer.MAX_VALUE),
                values.positiveDuration("rounds.max-interval"));
    }

    private ReplaySettings replay() {
        return new ReplaySettings(
                values.bytes("replay.bytes", 1L << 20),
                classes(),
                values.number("replay.max-class-share", 0.01, 1),
                values.number("replay.max-source-share", 0.01, 1),
                values.number("replay.max-sender-share", 0.01, 1));
    }

    private int classes() {
        return values.integer("generator.classes", 0, 1000);
    }

    private TrainingConfig training(ImageShape shape) {
        return new TrainingConfig(
                shape,
                values.parsed("training.model", Model::parse),
                values.integer("generator.latent-size", 1, 4096),
                classes(),
                values.integer("training.steps-per-round", 1, 1_000_000),
                rules(),
                values.integer("generator.history-size", 0, 1000),
                forgers(),
                values.number("training.augmentation", 0, 1),
                values.number("training.rendering", 0, 1),
                new GeneratorSettings(
                        values.parsed("generator.latent", LatentPrior::parse),
                        values.number("generator.attack-detector", 0, 1e6)));
    }

    private GameRules rules() {
        return new GameRules(
                values.parsed("training.objective", Objective::parse),
                new Penalty(
                        values.schedule("training.penalty.r1", 0, 1e6),
                        values.schedule("training.penalty.r2", 0, 1e6),
                        values.schedule("training.penalty.gradient", 0, 1e6),
                        values.flag("training.penalty.one-sided"),
                        values.integer("training.penalty.interval", 1, 1000),
                        values.number("training.penalty.clip", 0, 1e6)),
                criticNoise(),
                values.integer("training.batch-size", 2, 4096),
                values.integer("training.critic-steps", 1, 1000),
                values.integer("training.packing", 1, 64),
                values.schedule("training.learning-rate", 0, 1),
                values.schedule("training.beta2", 0, 0.999999),
                values.schedule("generator.ema-half-life-images", 1, 1e12));
    }

    private CriticNoise criticNoise() {
        double target = values.number("training.noise-target", 0, 0.99);
        double ramp = values.positive("training.noise-ramp-images");
        return new CriticNoise(
                values.schedule("training.label-flip", 0, 0.49),
                values.schedule("training.real-target", 0.51, 1),
                values.schedule("training.instance-noise", 0, 2),
                target > 0 ? Optional.of(new NoiseController(target, ramp)) : Optional.empty());
    }

    private Set<Forger> forgers() {
        return values.parsed("training.forgers", text -> {
            Set<Forger> forgers = EnumSet.noneOf(Forger.class);
            for (String forger : text.split(",", -1)) {
                forgers.add(Forger.parse(forger.trim()));
            }
            if (!forgers.contains(Forger.GAN)) {
                throw new IllegalArgumentException("must hold gan");
            }
            return forgers;
        });
    }

    private GateConfig gate() {
        return new GateConfig(
                values.integer("gate.min-images", 1, 1_000_000),
                values.number("gate.auroc-tolerance", 0, 1),
                values.number("gate.false-positive-tolerance", 0, 1),
                values.number("gate.calibration-error-tolerance", 0, 1),
                values.between("gate.target-false-positive-rate", 0, 0.5),
                values.between("gate.prior", 0, 1),
                values.integer("gate.bootstrap-samples", 20, 1_000_000));
    }

    private GansieveConfig.Http http() {
        return new GansieveConfig.Http(
                values.flag("http.enabled"),
                values.required("http.host"),
                values.integer("http.port", 0, 65_535),
                httpToken(),
                new GansieveConfig.Http.Anonymous(values.flag("http.allow-anonymous"), httpHosts()));
    }

    private List<String> httpHosts() {
        List<String> hosts = values.list("http.hosts").stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .toList();
        hosts.stream()
                .filter(host -> !host.matches(HOST))
                .forEach(host ->
                        problems.add("http.hosts: %s: must be a name or an address without a port, IPv6 in brackets"
                                .formatted(host)));
        return hosts;
    }

    /** A problem with it does not show it. */
    private Optional<String> httpToken() {
        String token = values.text(Keys.HTTP_TOKEN);
        if (!token.isEmpty() && !token.matches(TOKEN)) {
            problems.add(Keys.HTTP_TOKEN + ": must be 16 or more letters, digits or any of - . _ ~ + / =");
        }
        return Optional.of(token).filter(text -> !text.isEmpty());
    }

    private Map<String, String> kafka(Optional<BrokerCredentials> credentials) {
        Map<String, String> kafka = new TreeMap<>();
        settings.values().forEach((key, value) -> {
            if (key.startsWith(Keys.KAFKA)) {
                kafka.put(key.substring(Keys.KAFKA.length()), value);
            }
        });
        kafka.forEach(this::noteIfFixed);
        credentials
                .map(BrokerCredentials::clientSettings)
                .ifPresent(login -> login.forEach((name, value) -> {
                    if (kafka.put(name, value) != null) {
                        problems.add("%s%s: must not be set beside %s, which sets it"
                                .formatted(Keys.KAFKA, name, CREDENTIALS));
                    }
                }));
        return kafka;
    }

    /** A prefix, as in {@code main.consumer.isolation.level}, names the client that a setting is for. */
    private void noteIfFixed(String name, String value) {
        FIXED.forEach((fixed, must) -> {
            boolean same = name.equals(fixed) || name.endsWith("." + fixed);
            if (same && !value.trim().equals(must)) {
                problems.add("%s%s: %s: must be %s".formatted(Keys.KAFKA, name, value, must));
            }
        });
        if (name.equals("application.id") || name.equals("bootstrap.servers")) {
            problems.add("%s%s: %s: must be set as %s"
                    .formatted(
                            Keys.KAFKA,
                            name,
                            value,
                            name.equals("application.id") ? "topics.prefix" : "broker.bootstrap-servers"));
        }
    }

    private SortedMap<String, String> effective(Topics topics) {
        SortedMap<String, String> effective = new TreeMap<>(settings.values());
        effective.put("topics.images", String.join(",", topics.images()));
        effective.put("topics.labels", topics.labels());
        effective.put("topics.verdicts", topics.verdicts());
        effective.put("topics.dead-letters", topics.deadLetters());
        effective.put("topics.examples", topics.examples());
        effective.put("topics.models", topics.models());
        effective.put("topics.rounds", topics.rounds());
        effective.put("topics.commands", topics.commands());
        return effective;
    }
}
