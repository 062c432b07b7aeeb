package io.gansieve.streams;

import io.gansieve.image.ImageShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The properties of the two Kafka Streams applications. What a user passes through wins, except where exactly-once answers
 * depend on it: then another value is refused.
 */
public final class StreamsProperties {
    /** Smaller than the brokers' default, so that changelogs are compacted; policies refuse less than Streams' own 50 MiB. */
    static final int INTERNAL_SEGMENT_BYTES = 64 << 20;

    private static final int HEAP_SHARE = 4;
    private static final int MAX_BUFFERED_RECORDS = 500;
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LOG_SUMMARY_INTERVAL = Duration.ofMinutes(10);

    private static final List<String> CONSUMER_PREFIXES = List.of(
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX);

    private StreamsProperties() {}

    /**
     * @param limits of the topics: images topics bound what is buffered, the others what is sent
     * @param partitions of all image topics together; one instance may have to buffer for each of them
     * @param heapBytes of this process; {@link IllegalArgumentException} if it is too small for the partitions
     */
    public static Properties scorer(StreamsSettings settings, RecordLimits limits, int partitions, long heapBytes) {
        int buffered = bufferedRecords(partitions, limits.images(), heapBytes);
        return properties(settings, limits, settings.scorerId(), buffered);
    }

    /** @param shape of the images that examples carry */
    public static Properties trainer(StreamsSettings settings, RecordLimits limits, ImageShape shape, long heapBytes) {
        // The trainer reads one partition of examples; the rest of its heap belongs to replay buffer and networks.
        int buffered = bufferedRecords(4, shape.size() + 1024, heapBytes);
        return properties(settings, limits, settings.trainerId(), buffered);
    }

    /**
     * How to close either application: it leaves its consumer group at once, so that others take over without waiting for the
     * session to time out (Streams would stay in the group otherwise).
     */
    public static CloseOptions leavingGroup(Duration timeout) {
        return CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(timeout);
    }

    /**
     * Streams bounds its buffers by records only, and pauses a partition after a poll that went beyond: at worst a partition
     * holds the bound and one poll more. A quarter of the heap may be spent so by each of the two applications, which may share
     * it; this is the bound, and as large is a poll.
     */
    static int bufferedRecords(int partitions, long largestBytes, long heapBytes) {
        long records = heapBytes / HEAP_SHARE / (2L * partitions * largestBytes);
        if (records < 1) {
            long needed = 2L * HEAP_SHARE * partitions * largestBytes;
            throw new IllegalArgumentException(
                    "the heap must hold at least %d MiB for %d partitions of images up to %d MiB: %d MiB (-Xmx)"
                            .formatted(needed >> 20, partitions, largestBytes >> 20, heapBytes >> 20));
        }
        return (int) Math.min(records, MAX_BUFFERED_RECORDS);
    }

    private static Properties properties(
            StreamsSettings settings, RecordLimits limits, String applicationId, int buffered) {
        Properties properties = new Properties();
        defaults(settings, limits, buffered).forEach((key, value) -> {
            if (!isGiven(key, settings.clientProperties())) {
                properties.put(key, value);
            }
        });
        properties.putAll(settings.clientProperties());
        Map<String, String> forced = forced(settings, applicationId);
        refuseConflicts(settings.clientProperties(), forced);
        properties.putAll(forced);
        return properties;
    }

    /**
     * Whether the user has given a default's key in a more general form. Streams lets {@code main.consumer.x} win over
     * {@code consumer.x} and that over {@code x}, so the default must not stay beside it.
     */
    private static boolean isGiven(String key, Map<String, String> given) {
        for (String consumer : CONSUMER_PREFIXES) {
            if (key.startsWith(consumer)) {
                String bare = key.substring(consumer.length());
                return given.containsKey(bare) || given.containsKey(StreamsConfig.consumerPrefix(bare));
            }
        }
        return key.startsWith(StreamsConfig.PRODUCER_PREFIX)
                && given.containsKey(key.substring(StreamsConfig.PRODUCER_PREFIX.length()));
    }

    private static Map<String, String> defaults(StreamsSettings settings, RecordLimits limits, int buffered) {
        String bytes = Serdes.ByteArraySerde.class.getName();
        return Map.ofEntries(
                Map.entry(StreamsConfig.NUM_STREAM_THREADS_CONFIG, text(settings.threads())),
                Map.entry(
                        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                        text(settings.commitInterval().toMillis())),
                Map.entry(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString()),
                Map.entry(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, bytes),
                Map.entry(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, bytes),
                Map.entry(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, RecordTime.class.getName()),
                Map.entry(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, "true"),
                Map.entry(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, "0"),
                // There is no global store; this only silences a warning of Kafka 4.3 at each start.
                Map.entry("processing.exception.handler.global.enabled", "true"),
                Map.entry(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, "0"),
                Map.entry(StreamsConfig.METRICS_RECORDING_LEVEL_CONFIG, "INFO"),
                Map.entry(StreamsConfig.LOG_SUMMARY_INTERVAL_MS_CONFIG, text(LOG_SUMMARY_INTERVAL.toMillis())),
                Map.entry(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, text(buffered)),
                Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, text(buffered)),
                Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                Map.entry(
                        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
                        text(SESSION_TIMEOUT.toMillis())),
                Map.entry(
                        StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                        settings.instanceId()),
                Map.entry(
                        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                        text(limits.largestWritten())),
                Map.entry(StreamsConfig.topicPrefix(TopicConfig.SEGMENT_BYTES_CONFIG), text(INTERNAL_SEGMENT_BYTES)));
    }

    private static Map<String, String> forced(StreamsSettings settings, String applicationId) {
        return Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                applicationId,
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                settings.bootstrapServers(),
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                StreamsConfig.EXACTLY_ONCE_V2,
                StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG),
                "read_committed",
                StreamsConfig.globalConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG),
                "read_committed");
    }

    private static void refuseConflicts(Map<String, String> given, Map<String, String> forced) {
        List<String> problems = new ArrayList<>();
        given.forEach((key, value) -> {
            String must = key.endsWith(ConsumerConfig.ISOLATION_LEVEL_CONFIG)
                    ? "read_committed"
                    : forced.getOrDefault(key, value);
            if (!must.equals(value)) {
                problems.add("kafka.%s must be %s: %s".formatted(key, must, value));
            }
        });
        maxRequestBytes(given)
                .filter(bytes -> bytes < RecordLimits.LEAST)
                .ifPresent(bytes -> problems.add(
                        "kafka.max.request.size must be at least %d: %d".formatted(RecordLimits.LEAST, bytes)));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    String.join("; ", problems.stream().sorted().toList()));
        }
    }

    /** What a user says of it, as Streams reads it. */
    static Optional<Integer> maxRequestBytes(Map<String, String> given) {
        String name = ProducerConfig.MAX_REQUEST_SIZE_CONFIG;
        return Optional.ofNullable(given.getOrDefault(StreamsConfig.producerPrefix(name), given.get(name)))
                .map(text -> (Integer) ConfigDef.parseType(name, text, ConfigDef.Type.INT));
    }

    private static String text(long number) {
        return Long.toString(number);
    }
}
