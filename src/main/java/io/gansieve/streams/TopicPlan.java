package io.gansieve.streams;

import io.gansieve.image.codec.ImageDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How one topic is made, and what an existing one must be like.
 *
 * @param partitions to create it with
 * @param settings to create it with, whatever the broker's own are; of these only {@code cleanup.policy} must be
 * @param ordered its records are one history: another number of partitions than one is refused
 * @param minMessageBytes an existing topic that takes less is refused; 0 where senders decide
 * @param mustKeep an existing topic that forgets sooner is refused; zero where the user may decide
 */
record TopicPlan(
        String name,
        int partitions,
        Map<String, String> settings,
        boolean ordered,
        int minMessageBytes,
        boolean mayBeCompacted,
        Duration mustKeep) {
    /** Image, key and headers, each as large as it may be; larger records are dead letters where a topic takes them. */
    static final int IMAGE_RECORD_BYTES = ImageDecoder.MAX_BYTES + (512 << 10);

    private static final int MIB = 1 << 20;

    /** The brokers' own default: 1 MiB and what a batch takes. */
    private static final int USUAL_BYTES = MIB + 12;

    /** What dead letters by reference and verdicts of images with usual keys and headers need. */
    private static final int SMALL_BYTES = 64 << 10;

    /** A report of 256 KiB, the largest, in its record. */
    static final int REPORT_BYTES = 260 << 10;

    private static final Duration KEPT = Duration.ofDays(7);

    private static final Duration REPORTS_KEPT = Duration.ofDays(30);

    /** A trainer that is away so long has lost nothing. */
    private static final Duration TRAINER_AWAY = Duration.ofHours(1);

    TopicPlan {
        settings = Map.copyOf(settings);
    }

    static List<TopicPlan> of(Topics topics, int partitions) {
        List<TopicPlan> plans = new ArrayList<>();
        for (String images : topics.images()) {
            // Where an image topic takes less, senders send smaller images: nothing of ours breaks.
            plans.add(new TopicPlan(images, partitions, log(IMAGE_RECORD_BYTES), false, 0, true, Duration.ZERO));
        }
        plans.add(new TopicPlan(topics.labels(), partitions, log(USUAL_BYTES), false, 0, true, Duration.ZERO));
        // Answers to keyless images have no key, which a compacted topic does not take.
        plans.add(new TopicPlan(
                topics.verdicts(), partitions, log(USUAL_BYTES), false, SMALL_BYTES, false, Duration.ZERO));
        plans.add(new TopicPlan(
                topics.deadLetters(), partitions, log(USUAL_BYTES), false, SMALL_BYTES, false, Duration.ZERO));
        plans.add(new TopicPlan(topics.examples(), 1, log(USUAL_BYTES), true, RecordLimits.LEAST, false, TRAINER_AWAY));
        plans.add(new TopicPlan(topics.models(), 1, modelSettings(), true, RecordLimits.LEAST, true, Duration.ZERO));
        plans.add(new TopicPlan(
                topics.rounds(),
                1,
                log(USUAL_BYTES, REPORTS_KEPT.toMillis()),
                false,
                REPORT_BYTES,
                true,
                Duration.ZERO));
        plans.add(new TopicPlan(topics.commands(), 1, log(USUAL_BYTES), true, 0, false, TRAINER_AWAY));
        return plans;
    }

    private static Map<String, String> log(int maxBytes) {
        return log(maxBytes, KEPT.toMillis());
    }

    private static Map<String, String> log(int maxBytes, long retentionMillis) {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(retentionMillis),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(maxBytes));
    }

    private static Map<String, String> modelSettings() {
        Map<String, String> settings = new HashMap<>();
        settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(USUAL_BYTES));
        settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        // Only closed segments are compacted: small ones let tombstoned versions go.
        settings.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(64 * MIB));
        settings.put(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(6 * 3600 * 1000L));
        settings.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.2");
        return settings;
    }

    /** The same topic as it was before it was lost: with its partitions, and what somebody had set. */
    TopicPlan as(TopicAdmin.TopicState before) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(before.settings());
        return new TopicPlan(name, before.partitions(), all, ordered, minMessageBytes, mayBeCompacted, mustKeep);
    }

    int maxMessageBytes() {
        return Integer.parseInt(settings.getOrDefault(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "0"));
    }

    TopicPlan withMaxMessageBytes(int bytes) {
        Map<String, String> other = new HashMap<>(settings);
        other.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes));
        return new TopicPlan(name, partitions, other, ordered, minMessageBytes, mayBeCompacted, mustKeep);
    }

    /** Names of the settings that have another value in {@code before}. */
    Set<String> replaced(TopicPlan before) {
        return before.settings().entrySet().stream()
                .filter(setting -> !setting.getValue().equals(settings.get(setting.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Names of the settings that a topic may be made without, sorted. */
    List<String> optional() {
        return settings.keySet().stream()
                .filter(name -> !name.equals(TopicConfig.CLEANUP_POLICY_CONFIG))
                .sorted()
                .toList();
    }

    /** What it costs to leave an optional setting to the brokers. */
    static String costOf(String setting) {
        return switch (setting) {
            case TopicConfig.MAX_MESSAGE_BYTES_CONFIG -> "larger records are refused";
            case TopicConfig.RETENTION_MS_CONFIG -> "records are kept as long as the brokers' own setting says";
            case TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG -> "what is forgotten stays in it until it is compacted";
            case TopicConfig.SEGMENT_BYTES_CONFIG,
                    TopicConfig.SEGMENT_MS_CONFIG,
                    TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG ->
                "what is gone takes space for longer, and the topic takes longer to read";
            default -> "the brokers' own setting holds";
        };
    }

    /**
     * What to create.
     *
     * @param without optional settings that are left to the brokers
     * @param replicas empty for the brokers' default
     */
    NewTopic newTopic(Set<String> without, Optional<Short> replicas) {
        Map<String, String> kept = new HashMap<>(settings);
        kept.keySet().removeAll(without);
        return new NewTopic(name, Optional.of(partitions), replicas).configs(kept);
    }

    boolean mustBeCompacted() {
        return TopicConfig.CLEANUP_POLICY_COMPACT.equals(settings.get(TopicConfig.CLEANUP_POLICY_CONFIG));
    }

    /** What is wrong with an existing topic, one line each. */
    List<String> problems(int foundPartitions, Map<String, String> found) {
        List<String> problems = new ArrayList<>();
        if (ordered && foundPartitions != 1) {
            problems.add("topic %s must have 1 partition: %d".formatted(name, foundPartitions));
        }
        String policy = found.get(TopicConfig.CLEANUP_POLICY_CONFIG);
        if (policy != null) {
            boolean compacted = policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT);
            if (mustBeCompacted() && !policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
                problems.add("topic %s must have cleanup.policy=compact: %s".formatted(name, policy));
            } else if (compacted && !mayBeCompacted) {
                problems.add("topic %s must not be compacted: cleanup.policy=%s".formatted(name, policy));
            }
        }
        String retention = found.get(TopicConfig.RETENTION_MS_CONFIG);
        long kept = retention == null ? -1 : Long.parseLong(retention);
        if (kept >= 0 && kept < mustKeep.toMillis()) {
            problems.add(
                    "topic %s must have retention.ms of at least %d: %d".formatted(name, mustKeep.toMillis(), kept));
        }
        String bytes = found.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        // Brokers count a batch's overhead to the limit; their own default is 1 MiB plus 12 bytes.
        if (bytes != null && Long.parseLong(bytes) < minMessageBytes) {
            problems.add(
                    "topic %s must have max.message.bytes of at least %d: %s".formatted(name, minMessageBytes, bytes));
        }
        return problems;
    }

    /** For a person who must create it by hand. */
    String described() {
        return described(Set.of());
    }

    /** @param without settings that are left out */
    String described(Set<String> without) {
        StringBuilder text =
                new StringBuilder(name + " with " + partitions + " partition" + (partitions == 1 ? "" : "s"));
        settings.entrySet().stream()
                .filter(setting -> !without.contains(setting.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .forEach(setting ->
                        text.append(", ").append(setting.getKey()).append('=').append(setting.getValue()));
        return text.toString();
    }
}
