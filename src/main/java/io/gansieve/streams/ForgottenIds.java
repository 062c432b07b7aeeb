package io.gansieve.streams;

import io.gansieve.image.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ids of images that must not come back, in the ledger's store: {@code forgotten/ID}, or {@code forgotten/sha256:HEX} of an id of
 * more than {@value #MAX_NAME} characters. At most {@value #MOST} are held; the oldest leave first.
 */
final class ForgottenIds {
    /** They and their changelog take a few tens of megabytes then. */
    static final int MOST = 100_000;

    private static final int MAX_NAME = 200;
    private static final String PREFIX = "forgotten/";
    private static final String AFTER = "forgotten0"; // '0' follows '/'
    private static final byte SCHEMA = 1;
    private static final Logger LOG = LoggerFactory.getLogger(ForgottenIds.class);

    private final KeyValueStore<String, byte[]> store;
    private final int most;
    private int held;

    ForgottenIds(KeyValueStore<String, byte[]> store) {
        this(store, MOST);
    }

    ForgottenIds(KeyValueStore<String, byte[]> store, int most) {
        this.store = store;
        this.most = most;
        this.held = all().size();
    }

    void add(String id, Instant now) {
        String key = key(id);
        if (store.get(key) == null) {
            held++;
        }
        store.put(
                key,
                ByteBuffer.allocate(Long.BYTES + 1)
                        .putLong(now.toEpochMilli())
                        .put(SCHEMA)
                        .array());
        if (held > most) {
            makeRoom();
        }
    }

    /** Also an id that an earlier release wrote in full. */
    boolean contains(String id) {
        return store.get(key(id)) != null || (id.length() > MAX_NAME && store.get(PREFIX + id) != null);
    }

    /** Lifts the bar on ids that were forgotten before a time. */
    void expire(Duration window, Instant now) {
        long before = now.minus(window).toEpochMilli();
        all().stream().filter(entry -> time(entry) < before).forEach(this::remove);
    }

    /** A tenth at once: to look for the oldest means to read all. */
    private void makeRoom() {
        List<KeyValue<String, byte[]>> entries = all();
        entries.sort(Comparator.comparingLong(ForgottenIds::time));
        List<KeyValue<String, byte[]>> oldest = entries.subList(0, entries.size() - most + most / 10);
        LOG.warn(
                "more than {} ids are forgotten: the bar is lifted on the oldest {}, which may come again",
                most,
                oldest.size());
        oldest.forEach(this::remove);
    }

    private void remove(KeyValue<String, byte[]> entry) {
        store.delete(entry.key);
        held--;
    }

    private List<KeyValue<String, byte[]>> all() {
        List<KeyValue<String, byte[]>> found = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> entries = store.range(PREFIX, AFTER)) {
            entries.forEachRemaining(found::add);
        }
        return found;
    }

    private static long time(KeyValue<String, byte[]> entry) {
        return ByteBuffer.wrap(entry.value).getLong();
    }

    private static String key(String id) {
        return PREFIX + (id.length() <= MAX_NAME ? id : "sha256:" + Sha256.hex(id.getBytes(StandardCharsets.UTF_8)));
    }
}
