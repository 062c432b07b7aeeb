package io.gansieve.streams;

import io.gansieve.registry.ChampionHistory;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.Epochs;
import io.gansieve.registry.LoggedVersion;
import io.gansieve.registry.ModelKeys;
import io.gansieve.registry.ModelLog;
import io.gansieve.scoring.Json;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the trainer, the only writer of versions and pointers, has written and how far it is: version numbers, champion history,
 * progress, forgotten ids. Changelogged in the same transaction as the records themselves, so no number is ever given twice.
 *
 * <pre>
 * progress       {@link TrainerProgress} as JSON, with its schema
 * champion/E     {@link ChampionPointer} as JSON, with its schema
 * version/N      1, one byte of schema
 * forgotten/ID   {@link ForgottenIds}: milliseconds since 1970 as a long, big endian, and 1, a byte of schema that older values lack
 * </pre>
 */
final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final String PROGRESS = "progress";

    /** The first byte of a version's value, which its bytes follow; earlier releases wrote 1, and no bytes. */
    private static final byte WITH_BYTES = 2;

    /** A version every minute, of which none is held any more, for almost two years. */
    private static final long MOST_VERSIONS_BETWEEN = 1_000_000;

    private final KeyValueStore<String, byte[]> store;
    private final ForgottenIds forgotten;
    private final TreeMap<Long, Long> versions = new TreeMap<>();
    private ChampionHistory history;
    private TrainerProgress progress;

    /** Reads the store; an empty one is filled from what {@code models} holds, so that a reset trainer goes on counting. */
    Ledger(KeyValueStore<String, byte[]> store, ModelLog models) {
        this.store = store;
        this.forgotten = new ForgottenIds(store);
        byte[] saved = store.get(PROGRESS);
        this.progress = saved == null ? TrainerProgress.BEGINNING : TrainerProgress.read(saved);
        List<ChampionPointer> pointers = new ArrayList<>();
        if (saved == null) {
            adopt(models);
            pointers.addAll(models.pointers());
        } else {
            try (KeyValueIterator<String, byte[]> entries = store.all()) {
                entries.forEachRemaining(entry -> read(entry.key, entry.value, pointers, models));
            }
        }
        pointers.sort(Comparator.comparingLong(ChampionPointer::epoch));
        this.history = new ChampionHistory(pointers);
        if (progress.lastVersion() >= Epochs.MAX) {
            versions.tailMap(Epochs.MAX).clear();
            save(progress.withLastVersion(versions.isEmpty() ? 0 : versions.lastKey()));
        }
    }

    ChampionHistory history() {
        return history;
    }

    TrainerProgress progress() {
        return progress;
    }

    /** Those whose weights are held. */
    NavigableSet<Long> versions() {
        return versions.navigableKeySet();
    }

    /** The same with the bytes of their weights. */
    SortedMap<Long, Long> versionBytes() {
        return new TreeMap<>(versions);
    }

    void save(TrainerProgress next) {
        progress = next;
        store.put(PROGRESS, Json.write(next));
    }

    /** @param bytes of its weights */
    void addVersion(long version, long bytes) {
        versions.put(version, bytes);
        store.put(
                ModelKeys.version(version),
                ByteBuffer.allocate(1 + Long.BYTES)
                        .put(WITH_BYTES)
                        .putLong(bytes)
                        .array());
    }

    void removeVersion(long version) {
        versions.remove(version);
        store.delete(ModelKeys.version(version));
    }

    void addPointer(ChampionPointer pointer) {
        history = history.with(pointer);
        store.put(ModelKeys.champion(pointer.epoch()), Json.write(pointer));
    }

    void removePointers(Set<Long> epochs) {
        history = history.without(epochs);
        epochs.forEach(epoch -> store.delete(ModelKeys.champion(epoch)));
    }

    void forget(String id, Instant now) {
        forgotten.add(id, now);
    }

    boolean forgotten(String id) {
        return forgotten.contains(id);
    }

    /** Lifts the bar on ids that were forgotten more than {@code window} ago. */
    void expireForgotten(Duration window, Instant now) {
        forgotten.expire(window, now);
    }

    private void read(String key, byte[] value, List<ChampionPointer> pointers, ModelLog models) {
        ModelKeys.versionOf(key).ifPresent(version -> versions.put(version, bytes(version, value, models)));
        if (ModelKeys.epochOf(key).isPresent()) {
            ChampionPointer pointer = Json.read(value, ChampionPointer.class);
            if (pointer.epoch() <= Epochs.MAX) { // Earlier releases adopted whatever the topic held.
                pointers.add(pointer);
            }
        }
    }

    private static long bytes(long version, byte[] value, ModelLog models) {
        return value[0] == WITH_BYTES
                ? ByteBuffer.wrap(value, 1, Long.BYTES).getLong()
                : models.version(version).map(LoggedVersion::bytes).orElse(0L);
    }

    /** Takes over what the models topic holds. */
    private void adopt(ModelLog models) {
        long last = lastOf(models);
        models.heldBytes().headMap(last + 1).forEach(this::addVersion);
        models.pointers().forEach(pointer -> store.put(ModelKeys.champion(pointer.epoch()), Json.write(pointer)));
        if (last > 0) {
            save(new TrainerProgress(last, last, 0, Instant.EPOCH, false, 0, 0));
            LOG.info("goes on after version {} of the models topic", last);
        }
    }

    /** The highest number that the trainer may have given: one far above the others is somebody else's. */
    private static long lastOf(ModelLog models) {
        long last = 0;
        for (long version : models.versions().keySet()) {
            if (version - last > MOST_VERSIONS_BETWEEN) {
                LOG.warn("versions from {} on do not follow version {}, and are not taken over", version, last);
                return last;
            }
            last = version;
        }
        return last;
    }
}
