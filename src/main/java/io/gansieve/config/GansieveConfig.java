package io.gansieve.config;

import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.codec.DecodingBudget;
import io.gansieve.image.codec.DecodingRules;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.registry.CoverageConfig;
import io.gansieve.registry.GateConfig;
import io.gansieve.registry.Retention;
import io.gansieve.replay.ReplaySettings;
import io.gansieve.streams.LabelIndex;
import io.gansieve.streams.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The effective configuration of one process.
 *
 * @param prefix of all names of this deployment: topics, application ids
 * @param partitions of topics that are created; existing ones keep theirs
 * @param labelsWindow how long after an image its label may come
 * @param labelIndex how a label finds its verdict
 * @param forgetWithin how long changelogs and stores may still hold a forgotten image
 * @param replay bound of the replay buffer, and shares of the batches drawn from it
 * @param trainingSeed everything random in training follows from it
 * @param commitInterval of both applications; half of it is the least a {@code read_committed} reader waits
 * @param metricSources sources with a label of their own in metrics; the others are counted as {@code other}
 * @param kafka settings for every client, without the leading {@code kafka.}
 * @param settings the effective text of every key, for showing
 */
public record GansieveConfig(
        Path dataDirectory,
        Set<Role> roles,
        Broker broker,
        String prefix,
        Topics topics,
        int partitions,
        ImageShape shape,
        ImageFit fit,
        DecodingRules decoding,
        Duration labelsWindow,
        LabelIndex labelIndex,
        Duration forgetWithin,
        Rounds rounds,
        ReplaySettings replay,
        TrainingConfig training,
        long trainingSeed,
        GateConfig gate,
        CoverageConfig coverage,
        Retention retention,
        int scorerThreads,
        Duration commitInterval,
        Duration shutdownTimeout,
        Http http,
        List<String> metricSources,
        Map<String, String> kafka,
        SortedMap<String, String> settings) {
    /**
     * The brokers.
     *
     * @param port of the embedded broker; unused if {@code embedded} is false
     * @param credentials that the embedded broker asks for; none if it is open to every account of the machine
     */
    public record Broker(
            String bootstrapServers, boolean embedded, int port, Optional<BrokerCredentials> credentials) {}

    /**
     * When a round starts.
     *
     * @param minReals labelled reals before the first one
     */
    public record Rounds(int minReals, int minNewExamples, Duration maxInterval) {}

    /**
     * Where HTTP is served.
     *
     * @param port 0 for any free one
     * @param token that requests must bear; empty for an open interface
     * @param anonymous who may ask where there is no token
     */
    public record Http(boolean enabled, String host, int port, Optional<String> token, Anonymous anonymous) {
        /**
         * Who may ask without a token.
         *
         * @param elsewhere whether the interface may be open though others than this machine reach it
         * @param hosts names, lower-case and without a port, that requests may give as their host beside those of loopback
         */
        public record Anonymous(boolean elsewhere, List<String> hosts) {
            /** Only by way of loopback and its own names. */
            public static final Anonymous ON_LOOPBACK = new Anonymous(false, List.of());

            public Anonymous {
                hosts = List.copyOf(hosts);
            }
        }

        /** Leaves out the token. */
        @Override
        public String toString() {
            return "Http[%s, %s:%d, %s]"
                    .formatted(enabled, host, port, token.isPresent() ? "with a token" : "without a token");
        }
    }

    public GansieveConfig {
        roles = Set.copyOf(roles);
        metricSources = List.copyOf(metricSources);
        kafka = Map.copyOf(kafka);
        settings = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }

    /**
     * A decoder with a budget of its own.
     *
     * @param imageShape of the detector that judges; this configuration's, or that of a file; so is the fit
     * @param parts into which the heap would have to be divided; see {@link DecodingBudget#ofHeap}
     * @throws ConfigException if the heap is too small for {@code image.max-pixels}
     */
    public ImageDecoder decoder(ImageShape imageShape, ImageFit imageFit, long heapBytes, int parts)
            throws ConfigException {
        try {
            DecodingBudget budget = DecodingBudget.ofHeap(heapBytes, parts, decoding, imageShape, imageFit);
            return new ImageDecoder(imageShape, imageFit, decoding, budget);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        }
    }

    /** The configuration as YAML, with everything that could be a secret masked. */
    public String toYaml() {
        return EffectiveYaml.of(settings);
    }

    /** As {@link #toYaml()}: no secret gets into a message by way of this record. */
    @Override
    public String toString() {
        return toYaml();
    }
}
