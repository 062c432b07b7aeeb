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
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** Labels that wait for something, one for an id, with a second store in order of time to find those that waited enough. */
final class WaitingLabels {
    /** Those whose image has no verdict yet. */
    static final String WITHOUT_VERDICT = "waiting-labels";

    /** Those whose image could not be read for now. */
    static final String WITHOUT_IMAGE = "retried-labels";

    private static final byte[] PRESENT = {1};

    private final KeyValueStore<String, byte[]> labels;
    private final KeyValueStore<Bytes, byte[]> times;

    /** @param name as the stores of {@link #stores} have it */
    WaitingLabels(ProcessorContext<?, ?> context, String name) {
        this.labels = context.getStateStore(name);
        this.times = context.getStateStore(timesOf(name));
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
        labels.put(
                id,
                ByteBuffer.allocate(Long.BYTES + event.length)
                        .putLong(until)
                        .put(event)
                        .array());
        times.put(timeKey(until, id), PRESENT);
    }

    /** Removes the label of an id, if one waits. */
    Optional<LabelEvent> take(String id) {
        byte @Nullable [] held = labels.delete(id);
        if (held == null) {
            return Optional.empty();
        }
        times.delete(timeKey(ByteBuffer.wrap(held).getLong(), id));
        return Optional.of(LabelEvent.decode(Arrays.copyOfRange(held, Long.BYTES, held.length)));
    }

    /** Ids whose time has come, in order of time; some of them if they are many. */
    List<String> due(long now, int atMost) {
        List<String> ids = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> old = times.range(null, timeKey(now + 1, ""))) {
            while (old.hasNext() && ids.size() < atMost) {
                byte[] key = old.next().key.get();
                ids.add(new String(key, Long.BYTES, key.length - Long.BYTES, StandardCharsets.UTF_8));
            }
        }
        return ids;
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
