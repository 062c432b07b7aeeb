package io.gansieve.streams;

import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.Envelope;
import io.gansieve.registry.LoggedVersion;
import io.gansieve.registry.ModelLog;
import io.gansieve.registry.ModelPackage;
import io.gansieve.registry.ModelRecord;
import io.gansieve.registry.VersionRecords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the models topic into a {@link ModelLog}, and reads weights from their offsets. A topic that was deleted and made again is
 * read again from its beginning. Used by one thread; owns its clients.
 */
public final class ModelLogReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLogReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration FETCH = Duration.ofSeconds(10);

    /** Folded at once: the fold copies its maps each time, and records wait for it with their weights. */
    private static final int BATCH = 2_000;

    private static final long BATCH_BYTES = 8 << 20;

    /** Longer than any key that means something; of others only so much is named. */
    private static final int LONGEST_KEY = 512;

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final TopicIdentity identity;
    private final List<ModelRecord> unfolded = new ArrayList<>();
    private long unfoldedBytes;
    private Optional<Uuid> readFrom;
    private ModelLog log = ModelLog.EMPTY;

    /**
     * @param consumer of committed records, without a group, that throws on an offset which is not there ({@code auto.offset.reset}
     *     {@code none})
     * @param identity of the topic; owned, too
     */
    public ModelLogReader(Consumer<byte[], byte[]> consumer, String topic, TopicIdentity identity) {
        this.consumer = consumer;
        this.partition = new TopicPartition(topic, 0);
        this.identity = identity;
        this.readFrom = identity.now();
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** Reads on to the end as it is now. Throws {@link org.apache.kafka.common.KafkaException} if the brokers do not answer. */
    public ModelLog catchUp() {
        restartIfMadeAgain();
        while (!atEnd()) {
            try {
                consumer.poll(POLL).records(partition).forEach(this::add);
            } catch (InvalidOffsetException e) {
                LOG.warn("{} does not reach back to what was read: {}", partition, e.getMessage());
                restart();
            }
        }
        fold();
        return log;
    }

    private void add(ConsumerRecord<byte[], byte[]> read) {
        unfolded.add(record(read));
        unfoldedBytes += Math.max(0, read.serializedValueSize()) + (long) Math.max(0, read.serializedKeySize());
        if (unfolded.size() >= BATCH || unfoldedBytes >= BATCH_BYTES) {
            fold();
        }
    }

    private void fold() {
        if (!unfolded.isEmpty()) {
            log = log.with(unfolded);
            unfolded.clear();
            unfoldedBytes = 0;
        }
    }

    private static ModelRecord record(ConsumerRecord<byte[], byte[]> read) {
        byte @Nullable [] bytes = read.key();
        String key =
                bytes == null ? "" : new String(bytes, 0, Math.min(bytes.length, LONGEST_KEY), StandardCharsets.UTF_8);
        return new ModelRecord(read.offset(), key, read.value());
    }

    private boolean atEnd() {
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        try {
            long position = consumer.position(partition);
            if (position > end) {
                LOG.warn("{} ends at {}, before what was read at {}: it was made again", partition, end, position);
                restart();
            }
            return position == end;
        } catch (InvalidOffsetException e) {
            return false;
        }
    }

    private void restartIfMadeAgain() {
        Optional<Uuid> now = identity.now();
        if (now.isPresent() && readFrom.isPresent() && !now.equals(readFrom)) {
            LOG.warn("{} was deleted and made again; it is read from its beginning", partition);
            restart();
        }
        readFrom = now.or(() -> readFrom);
    }

    private void restart() {
        consumer.seekToBeginning(List.of(partition));
        log = ModelLog.EMPTY;
        unfolded.clear();
        unfoldedBytes = 0;
    }

    /**
     * The weights of a version, with its metadata; empty if the topic does not hold them any more. Throws
     * {@link CorruptEnvelopeException} if they are not what was published.
     */
    public Optional<ModelPackage> fetch(long version) throws CorruptEnvelopeException {
        LoggedVersion.Weights weights =
                log.version(version).map(LoggedVersion::weights).orElse(new LoggedVersion.Weights.Gone());
        if (weights instanceof LoggedVersion.Weights.OneRecord record) {
            List<byte[]> found = read(List.of(record.offset()));
            return found.isEmpty() ? Optional.empty() : Optional.of(Envelope.decode(found.get(0)));
        }
        if (weights instanceof LoggedVersion.Weights.Parts parts) {
            List<byte[]> found = read(parts.offsets());
            return found.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new VersionRecords(parts.manifest(), found).assemble());
        }
        return Optional.empty();
    }

    /** The values at these offsets, in their order; none if one is missing. The next poll goes on from where it was. */
    private List<byte[]> read(List<Long> offsets) {
        long next = consumer.position(partition);
        TreeMap<Long, byte[]> found = new TreeMap<>();
        offsets.forEach(offset -> found.put(offset, new byte[0]));
        long last = found.lastKey();
        long started = System.nanoTime();
        try {
            consumer.seek(partition, found.firstKey());
            while (consumer.position(partition) <= last) {
                if (System.nanoTime() - started > FETCH.toNanos()) {
                    throw new TimeoutException("no answer within %d s for %s@%d to %d"
                            .formatted(FETCH.toSeconds(), partition, found.firstKey(), last));
                }
                for (ConsumerRecord<byte[], byte[]> read : consumer.poll(POLL).records(partition)) {
                    if (read.value() != null) {
                        found.computeIfPresent(read.offset(), (offset, none) -> read.value());
                    }
                }
            }
        } catch (InvalidOffsetException e) {
            return List.of();
        } finally {
            consumer.seek(partition, next);
        }
        boolean missing = found.entrySet().stream().map(Map.Entry::getValue).anyMatch(value -> value.length == 0);
        return missing ? List.of() : offsets.stream().map(found::get).toList();
    }

    @Override
    public void close() {
        identity.close();
        consumer.close();
    }
}
