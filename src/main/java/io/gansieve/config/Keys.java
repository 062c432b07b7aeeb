package io.gansieve.config;

import io.gansieve.streams.Topics;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every key of the configuration with its default; what is not here, or under {@code kafka.}, is refused. */
final class Keys {
    static final String KAFKA = "kafka.";
    static final String HTTP_TOKEN = "http.token";
    private static final Map<String, String> RETIRED = Map.of(
            "models.keep-versions", "models.keep-bytes bounds the weights that are kept",
            "models.keep-champions", "models.keep-bytes bounds the weights that are kept");

    private static final Map<String, String> DEFAULTS = Collections.unmodifiableMap(defaults());

    private Keys() {}

    private static Map<String, String> defaults() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("data-dir", "./data");
        keys.put("roles", "scorer,trainer");
        keys.put("broker.bootstrap-servers", "localhost:9092");
        keys.put("broker.embedded", "false");
        keys.put("broker.port", "9092");
        keys.put("broker.credentials", "");
        keys.put("topics.prefix", Topics.DEFAULT_PREFIX);
        keys.put("topics.images", "");
        keys.put("topics.labels", "");
        keys.put("topics.verdicts", "");
        keys.put("topics.dead-letters", "");
        keys.put("topics.examples", "");
        keys.put("topics.models", "");
        keys.put("topics.rounds", "");
        keys.put("topics.commands", "");
        keys.put("topics.partitions", "4");
        keys.put("image.shape", "28x28x1");
        keys.put("image.fit", "resize");
        keys.put("image.max-pixels", "50000000");
        keys.put("image.animations", "score");
        keys.put("image.animation-frames", "8");
        keys.put("labels.window", "24h");
        keys.put("labels.index", "full");
        keys.put("labels.index-bytes", "1GiB");
        keys.put("forget.within", "24h");
        keys.put("rounds.min-reals", "512");
        keys.put("rounds.min-new-examples", "256");
        keys.put("rounds.max-interval", "5m");
        keys.put("replay.bytes", "256MiB");
        keys.put("replay.max-class-share", "0.5");
        keys.put("replay.max-source-share", "0.5");
        keys.put("replay.max-sender-share", "0.1");
        keys.put("training.seed", "1");
        keys.put("training.model", "default");
        keys.put("training.batch-size", "32");
        keys.put("training.steps-per-round", "120");
        keys.put("training.learning-rate", "0.001");
        keys.put("training.beta2", "0.999");
        keys.put("training.objective", "non-saturating");
        keys.put("training.penalty.r1", "0");
        keys.put("training.penalty.r2", "0");
        keys.put("training.penalty.gradient", "0");
        keys.put("training.penalty.one-sided", "false");
        keys.put("training.penalty.interval", "1");
        keys.put("training.penalty.clip", "0");
        keys.put("training.critic-steps", "1");
        keys.put("training.packing", "1");
        keys.put("training.label-flip", "exponential(0.05,40000)");
        keys.put("training.instance-noise", "exponential(0.1,40000)");
        keys.put("training.real-target", "0.9");
        keys.put("training.noise-target", "0");
        keys.put("training.noise-ramp-images", "20000");
        keys.put("training.forgers", "gan,vae,gmm");
        keys.put("training.augmentation", "0.4");
        keys.put("training.rendering", "0.2");
        keys.put("generator.latent-size", "32");
        keys.put("generator.latent", "normal");
        keys.put("generator.attack-detector", "0");
        keys.put("generator.classes", "10");
        keys.put("generator.ema-half-life-images", "4000");
        keys.put("generator.history-size", "4");
        keys.put("gate.min-images", "100");
        keys.put("gate.auroc-tolerance", "0.01");
        keys.put("gate.false-positive-tolerance", "0.03");
        keys.put("gate.calibration-error-tolerance", "0.05");
        keys.put("gate.target-false-positive-rate", "0.01");
        keys.put("gate.prior", "0.5");
        keys.put("gate.bootstrap-samples", "500");
        keys.put("coverage.samples", "2000");
        keys.put("coverage.classifier", "auto");
        keys.put("models.keep-bytes", "512MiB");
        keys.put("scorer.threads", "1");
        keys.put("streams.commit-interval", "100ms");
        keys.put("shutdown.timeout", "25s");
        keys.put("http.enabled", "true");
        keys.put("http.host", "127.0.0.1");
        keys.put("http.port", "8080");
        keys.put(HTTP_TOKEN, "");
        keys.put("http.hosts", "");
        keys.put("http.allow-anonymous", "false");
        keys.put("metrics.sources", "");
        return keys;
    }

    static Map<String, String> all() {
        return DEFAULTS;
    }

    /** What says instead of a setting that is no longer used; it is still accepted. */
    static Optional<String> retired(String key) {
        return Optional.ofNullable(RETIRED.get(key));
    }

    static Set<String> retired() {
        return RETIRED.keySet();
    }

    static boolean known(String key) {
        return DEFAULTS.containsKey(key) || (key.startsWith(KAFKA) && key.length() > KAFKA.length());
    }

    /** {@code labels.window} is read from {@code GANSIEVE_LABELS_WINDOW}. */
    static String environmentName(String key) {
        return "GANSIEVE_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The known key with the fewest edits to {@code key}, if it is near enough to be meant. */
    static Optional<String> nearest(String key) {
        return DEFAULTS.keySet().stream()
                .min(Comparator.comparingInt(known -> distance(known, key)))
                .filter(known -> distance(known, key) <= Math.max(2, key.length() / 3));
    }

    /** Levenshtein's distance: insertions, deletions and substitutions. */
    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int substitution = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[right.length()];
    }
}
