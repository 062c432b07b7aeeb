package io.gansieve.streams;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Labels that wait for something, one for an id, with a second store in order of time to find those that waited enough. What they
 * take is counted, and counted again at start; whoever holds one more asks for those that are {@link #tooMany}.
 */
final class WaitingLabels {
    /** Those whose image has no verdict yet. */
    static final String WITHOUT_VERDICT = "waiting-labels";

    /** Those whose image could not be read for now. */
    static final String WITHOUT_IMAGE = "retried-labels";

    /** In each partition of the join, keys and values and {@value VerdictIndex#OVERHEAD_BYTES} bytes for each of both. */
    static final long MAX_BYTES = 32L << 20;

    private static final byte[] PRESENT = {1};

    private final KeyValueStore<String, byte[]> labels;
    private final KeyValueStore<Bytes, byte[]> times;
    private final UnreadableRecords unreadable;
    private long bytes;

    /** @param name as the stores of {@link #stores} have it */
    WaitingLabels(ProcessorContext<?, ?> context, String name, UnreadableRecords unreadable) {
        this.labels = context.getStateStore(name);
        this.times = context.getStateStore(timesOf(name));
        this.unreadable = unreadable;
        try (KeyValueIterator<String, byte[]> held = labels.all()) {
            while (held.hasNext()) {
                KeyValue<String, byte[]> entry = held.next();
                bytes += size(entry.key, entry.value);
            }
        }
    }

    static Set<StoreBuilder<?>> stores(String name) {
        return Set.of(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray()),
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(timesOf(name)), Serdes.Bytes(), Serdes.ByteArray()));
    }

    private static String timesOf(String name) {
        return name + "-times";
    }

    /**
     * A later label of an id takes the earlier one's place.
     *
     * @param until when its time has come, epoch milliseconds
     */
    void hold(String id, LabelEvent label, long until) {
        take(id);
        byte[] event = label.encode();
        byte[] value = ByteBuffer.allocate(1 + Long.BYTES + event.length)
                .put(JoinSchema.CURRENT)
                .putLong(until)
                .put(event)
                .array();
        labels.put(id, value);
        times.put(timeKey(until, id), PRESENT);
        bytes += size(id, value);
    }

    /** Removes the label of an id, if one waits. */
    Optional<LabelEvent> take(String id) {
        byte @Nullable [] held = labels.delete(id);
        if (held == null) {
            return Optional.empty();
        }
        bytes -= size(id, held);
        return unreadable.read(() -> decode(id, held));
    }

    private LabelEvent decode(String id, byte[] held) {
        JoinSchema.require(held, "a waiting label");
        // Before there was a schema a value began with the time, whose first byte is 0.
        int from = held[0] == 0 ? 0 : 1;
        times.delete(timeKey(ByteBuffer.wrap(held, from, Long.BYTES).getLong(), id));
        return LabelEvent.decode(Arrays.copyOfRange(held, from + Long.BYTES, held.length));
    }

    long bytes() {
        return bytes;
    }

    /** Removes those that are beyond {@link #MAX_BYTES}, whose time comes first. */
    List<Due> tooMany() {
        List<Due> removed = new ArrayList<>();
        long before = Long.MAX_VALUE;
        // Ends also if the count is wrong, which a damaged store could make it.
        while (bytes > MAX_BYTES && bytes < before) {
            before = bytes;
            removed.addAll(due(Long.MAX_VALUE - 1, 1));
        }
        return removed;
    }

    /** A label that was taken since its time has come. */
    record Due(String id, LabelEvent label) {}

    /** Removes those whose time has come, in order of time; some of them if they are many. */
    List<Due> due(long now, int atMost) {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> old = times.range(null, timeKey(now + 1, ""))) {
            while (old.hasNext() && keys.size() < atMost) {
                keys.add(old.next().key);
            }
        }
        List<Due> due = new ArrayList<>();
        for (Bytes key : keys) {
            byte[] name = key.get();
            String id = new String(name, Long.BYTES, name.length - Long.BYTES, StandardCharsets.UTF_8);
            take(id).ifPresent(label -> due.add(new Due(id, label)));
            // Also where the label cannot be read: it would be due for ever.
            times.delete(key);
        }
        return due;
    }

    private static long size(String id, byte[] value) {
        long name = id.getBytes(StandardCharsets.UTF_8).length;
        return 2 * (name + VerdictIndex.OVERHEAD_BYTES) + value.length + Long.BYTES + PRESENT.length;
    }

    /** Big endian: bytes sort as times do. */
    private static Bytes timeKey(long time, String id) {
        byte[] name = id.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + name.length)
                .putLong(time)
                .put(name)
                .array());
    }
}
