package io.gansieve.streams;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Verdicts by image id, bounded in bytes and by two windows; the oldest leave first.
 *
 * <p>Verdicts are many and labels few, so that a verdict costs one write without a read: it goes into the newest of at most some
 * thirty segments, whose number begins its key, and a label looks into each, the newest first. A segment takes a sixteenth of the
 * bound or a quarter of a window. What leaves is taken out of the oldest, some hundreds at once; within a segment they leave in
 * order of their ids.
 *
 * <p>An entry counts with its key, its value and {@value #OVERHEAD_BYTES} bytes; one that is written over in its segment counts
 * until the segment is gone, so that the count is never too small. Closed segments have their count in a store, and the open one
 * is counted again at start.
 */
final class VerdictIndex {
    static final String VERDICTS = "verdicts-by-segment";
    static final String SEGMENTS = "verdict-segments";

    /** What the store and its changelog spend on an entry beside its bytes. */
    static final int OVERHEAD_BYTES = 32;

    private static final int SEGMENTS_OF_BOUND = 16;
    private static final int SEGMENTS_OF_WINDOW = 4;

    /** So that a transaction stays small, and yet more leave than can come meanwhile. */
    private static final int LEAVING_AT_ONCE = 256;

    /** Of no segment: until when verdicts left since the index was full. */
    private static final Bytes EVICTED_KEY = Bytes.wrap("evicted".getBytes(StandardCharsets.US_ASCII));

    /** The stores of {@link #stores}, opened. */
    record Opened(
            KeyValueStore<Bytes, byte[]> verdicts,
            KeyValueStore<Bytes, byte[]> segments,
            WindowStore<String, byte[]> earlier) {}

    private final KeyValueStore<Bytes, byte[]> verdicts;
    private final KeyValueStore<Bytes, byte[]> segments;
    private final EarlierVerdicts earlier;
    private final UnreadableRecords unreadable;
    private final TrainerListener listener;
    private final Duration window;
    private final long bound;

    /** By number, oldest first; some thirty. */
    private final NavigableMap<Integer, Segment> bySegment = new TreeMap<>();

    private long bytes;
    private long evictedUntil;

    /** Where to look on for what is to leave: a search from the segment's start would read all that has been deleted. */
    private @Nullable Bytes leavingFrom;

    /** @param bound bytes; 0 holds nothing and lets go of what is there */
    VerdictIndex(
            ProcessorContext<?, ?> context,
            Duration window,
            long bound,
            UnreadableRecords unreadable,
            TrainerListener listener) {
        this(
                new Opened(
                        context.getStateStore(VERDICTS),
                        context.getStateStore(SEGMENTS),
                        context.getStateStore(EarlierVerdicts.STORE)),
                window,
                bound,
                unreadable,
                listener);
    }

    VerdictIndex(Opened stores, Duration window, long bound, UnreadableRecords unreadable, TrainerListener listener) {
        this.verdicts = stores.verdicts();
        this.segments = stores.segments();
        this.earlier = new EarlierVerdicts(stores.earlier(), window, unreadable);
        this.unreadable = unreadable;
        this.listener = listener;
        this.window = window;
        this.bound = bound;
        open();
    }

    static Set<StoreBuilder<?>> stores(Duration window) {
        return Set.of(store(VERDICTS), store(SEGMENTS), EarlierVerdicts.store(window));
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray());
    }

    private void open() {
        try (KeyValueIterator<Bytes, byte[]> stored = segments.all()) {
            while (stored.hasNext()) {
                KeyValue<Bytes, byte[]> entry = stored.next();
                if (entry.key.equals(EVICTED_KEY)) {
                    evictedUntil = ByteBuffer.wrap(entry.value).getLong();
                } else {
                    int number = ByteBuffer.wrap(entry.key.get()).getInt();
                    bySegment.put(
                            number,
                            unreadable.read(() -> Segment.decode(entry.value)).orElseGet(() -> counted(number)));
                }
            }
        }
        if (!bySegment.isEmpty()) {
            Map.Entry<Integer, Segment> open = bySegment.lastEntry();
            open.getValue().bytes = count(open.getKey());
        }
        bytes = bySegment.values().stream().mapToLong(segment -> segment.bytes).sum();
    }

    /** As old as can be: nobody can tell. */
    private Segment counted(int number) {
        Segment segment = new Segment(0);
        segment.bytes = count(number);
        return segment;
    }

    /** Of what lies in a segment, without what was written over. */
    private long count(int number) {
        long found = 0;
        try (KeyValueIterator<Bytes, byte[]> entries = verdicts.range(key(number, ""), key(number + 1, ""))) {
            while (entries.hasNext()) {
                found += size(entries.next());
            }
        }
        return found;
    }

    /** @param now epoch milliseconds */
    void put(String id, IndexedVerdict verdict, long now) {
        if (bound == 0) {
            return;
        }
        int number = openSegment(now);
        putInto(number, id, verdict);
        trim(now);
    }

    /** Puts a verdict in the place of that which {@link #latest} finds. */
    void replace(String id, IndexedVerdict verdict, long now) {
        for (int number : bySegment.descendingKeySet()) {
            if (verdicts.get(key(number, id)) != null) {
                putInto(number, id, verdict);
                trim(now);
                return;
            }
        }
        put(id, verdict, now);
    }

    private void putInto(int number, String id, IndexedVerdict verdict) {
        KeyValue<Bytes, byte[]> entry = KeyValue.pair(key(number, id), verdict.encode());
        verdicts.put(entry.key, entry.value);
        Segment segment = segment(number);
        long size = size(entry);
        segment.bytes += size;
        bytes += size;
        if (number != bySegment.lastKey()) {
            save(number, segment);
        }
    }

    /** The one that came last, if it was scored within two windows. */
    Optional<IndexedVerdict> latest(String id, long now) {
        if (bound == 0) {
            return Optional.empty();
        }
        return indexed(id)
                .or(() -> earlier.latest(id))
                .filter(verdict -> verdict.scoredAt() >= now - 2 * window.toMillis());
    }

    private Optional<IndexedVerdict> indexed(String id) {
        for (int number : bySegment.descendingKeySet()) {
            byte @Nullable [] value = verdicts.get(key(number, id));
            if (value != null) {
                return unreadable.read(() -> IndexedVerdict.decode(value));
            }
        }
        return Optional.empty();
    }

    void forget(String id) {
        bySegment.keySet().forEach(number -> verdicts.delete(key(number, id)));
        earlier.forget(id);
    }

    /** Lets go of what is too old, some hundreds at once, and of what is too much; called every now and then. */
    void trim(long now) {
        earlier.age(now);
        while (bytes > bound && !bySegment.isEmpty()) {
            leave(now, bound > 0);
        }
        if (!bySegment.isEmpty() && isOld(bySegment.firstEntry().getValue(), now)) {
            leave(now, false);
        }
    }

    long bytes() {
        return bytes;
    }

    /** Says that the verdict of a label may have left before its time, if one that was scored since then has. */
    Optional<String> evictedSince(long time) {
        return evictedUntil < time
                ? Optional.empty()
                : Optional.of(
                        ("the index of verdicts is full (labels.index-bytes: %d bytes in each of %d partitions) and"
                                        + " reaches back to %s; a label with its verdict's input and sha256 needs no index")
                                .formatted(bound, LabelJoin.PARTITIONS, Instant.ofEpochMilli(evictedUntil)));
    }

    private boolean isOld(Segment segment, long now) {
        // The open one ends when the next begins.
        return Math.max(segment.endedAt, segment.startedAt + span()) < now - 2 * window.toMillis();
    }

    private long span() {
        return Math.max(1, window.toMillis() / SEGMENTS_OF_WINDOW);
    }

    private int openSegment(long now) {
        if (bySegment.isEmpty()) {
            return begin(0, now);
        }
        int number = bySegment.lastKey();
        Segment open = segment(number);
        if (open.bytes == 0 || (open.bytes < bound / SEGMENTS_OF_BOUND && now - open.startedAt < span())) {
            return number;
        }
        open.endedAt = now;
        save(number, open);
        return begin(number + 1, now);
    }

    private int begin(int number, long now) {
        Segment segment = new Segment(now);
        bySegment.put(number, segment);
        save(number, segment);
        return number;
    }

    /** Takes some verdicts out of the oldest segment. */
    private void leave(long now, boolean full) {
        int number = bySegment.firstKey();
        Segment segment = segment(number);
        List<KeyValue<Bytes, byte[]>> leaving = new ArrayList<>();
        Bytes from = leavingFrom == null ? key(number, "") : leavingFrom;
        boolean last;
        try (KeyValueIterator<Bytes, byte[]> entries = verdicts.range(from, key(number + 1, ""))) {
            while (entries.hasNext() && leaving.size() < LEAVING_AT_ONCE) {
                leaving.add(entries.next());
            }
            last = !entries.hasNext();
        }
        for (KeyValue<Bytes, byte[]> entry : leaving) {
            verdicts.delete(entry.key);
            subtract(segment, size(entry));
            leavingFrom = entry.key;
        }
        if (full) {
            evicted(leaving.size(), Math.max(segment.endedAt, number == bySegment.lastKey() ? now : 0));
        }
        if (last) {
            subtract(segment, segment.bytes);
            bySegment.remove(number);
            segments.delete(segmentKey(number));
            leavingFrom = null;
        } else {
            save(number, segment);
        }
    }

    private void evicted(int count, long until) {
        if (until > evictedUntil) {
            evictedUntil = until;
            segments.put(
                    EVICTED_KEY, ByteBuffer.allocate(Long.BYTES).putLong(until).array());
        }
        listener.verdictsEvicted(count);
    }

    private void subtract(Segment segment, long size) {
        long left = Math.max(0, segment.bytes - size);
        bytes -= segment.bytes - left;
        segment.bytes = left;
    }

    private Segment segment(int number) {
        Segment segment = bySegment.get(number);
        if (segment == null) {
            throw new IllegalStateException("no segment " + number);
        }
        return segment;
    }

    private void save(int number, Segment segment) {
        segments.put(segmentKey(number), segment.encode());
    }

    private static long size(KeyValue<Bytes, byte[]> entry) {
        return (long) entry.key.get().length + entry.value.length + OVERHEAD_BYTES;
    }

    private static Bytes segmentKey(int number) {
        return key(number, "");
    }

    /** Big endian: segments lie one after the other. */
    private static Bytes key(int number, String id) {
        byte[] name = id.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES + name.length)
                .putInt(number)
                .put(name)
                .array());
    }

    /** Times in epoch milliseconds, by this machine's clock. */
    private static final class Segment {
        private static final int LENGTH = 1 + 3 * Long.BYTES;

        private final long startedAt;
        private long endedAt;
        private long bytes;

        Segment(long startedAt) {
            this.startedAt = startedAt;
        }

        byte[] encode() {
            return ByteBuffer.allocate(LENGTH)
                    .put(JoinSchema.CURRENT)
                    .putLong(startedAt)
                    .putLong(endedAt)
                    .putLong(bytes)
                    .array();
        }

        /** Throws {@link IllegalArgumentException} with what was expected. */
        static Segment decode(byte[] encoded) {
            JoinSchema.require(encoded, "a segment");
            if (encoded.length != LENGTH) {
                throw new IllegalArgumentException(
                        "expected a segment of %d bytes, found %d".formatted(LENGTH, encoded.length));
            }
            ByteBuffer from = ByteBuffer.wrap(encoded, 1, encoded.length - 1);
            Segment segment = new Segment(from.getLong());
            segment.endedAt = from.getLong();
            segment.bytes = from.getLong();
            return segment;
        }
    }
}
