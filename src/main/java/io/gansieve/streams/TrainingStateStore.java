package io.gansieve.streams;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The encoded training state in chunks that fit a changelog record. Two slots take turns: the current state and the healthy one
 * before it.
 *
 * <pre>
 * current, previous   slot, one byte; number of chunks, an int, big endian; 1, a byte of schema that older values lack
 * a/0000, b/0003      a chunk: bytes of the state, whose format has a version of its own
 * </pre>
 *
 * A state whose schema is a newer release's is passed over.
 */
final class TrainingStateStore {
    private static final int CHUNK_BYTES = 900_000;
    private static final byte SCHEMA = 1;
    private static final int SCHEMA_AT = 1 + Integer.BYTES;
    private static final Logger LOG = LoggerFactory.getLogger(TrainingStateStore.class);
    private static final String CURRENT = "current";
    private static final String PREVIOUS = "previous";

    private final KeyValueStore<String, byte[]> store;

    TrainingStateStore(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /** The states held, the newest first. */
    List<byte[]> states() {
        return Stream.of(CURRENT, PREVIOUS)
                .map(name -> Optional.ofNullable(store.get(name)))
                .flatMap(Optional::stream)
                .filter(TrainingStateStore::known)
                .map(this::read)
                .toList();
    }

    /** Whether a healthy state before the current one is held. */
    boolean holdsPrevious() {
        return store.get(PREVIOUS) != null;
    }

    /** The state before the newest becomes the newest; without one nothing is held any more. */
    void dropNewest() {
        Optional<byte[]> dropped = Optional.ofNullable(store.get(CURRENT));
        Optional<byte[]> previous = Optional.ofNullable(store.get(PREVIOUS));
        dropped.ifPresent(pointer -> deleteChunks((char) pointer[0], 0));
        previous.ifPresentOrElse(pointer -> store.put(CURRENT, pointer), () -> store.delete(CURRENT));
        store.delete(PREVIOUS);
    }

    /** Nothing is held any more. */
    void clear() {
        dropNewest();
        dropNewest();
    }

    private void deleteChunks(char slot, int from) {
        for (int chunk = from; store.get(key(slot, chunk)) != null; chunk++) {
            store.delete(key(slot, chunk));
        }
    }

    void add(byte[] state) {
        Optional<byte[]> previous = Optional.ofNullable(store.get(CURRENT));
        char slot = previous.isPresent() && previous.get()[0] == 'a' ? 'b' : 'a';
        int chunks = (state.length + CHUNK_BYTES - 1) / CHUNK_BYTES;
        for (int chunk = 0; chunk < chunks; chunk++) {
            int from = chunk * CHUNK_BYTES;
            store.put(key(slot, chunk), Arrays.copyOfRange(state, from, Math.min(state.length, from + CHUNK_BYTES)));
        }
        deleteChunks(slot, chunks);
        previous.ifPresent(pointer -> store.put(PREVIOUS, pointer));
        store.put(
                CURRENT,
                ByteBuffer.allocate(SCHEMA_AT + 1)
                        .put((byte) slot)
                        .putInt(chunks)
                        .put(SCHEMA)
                        .array());
    }

    private static boolean known(byte[] pointer) {
        int schema = pointer.length > SCHEMA_AT ? pointer[SCHEMA_AT] & 0xff : SCHEMA;
        if (schema > SCHEMA) {
            LOG.warn("a training state is passed over: expected schema at most {}, found {}", SCHEMA, schema);
        }
        return schema <= SCHEMA;
    }

    private byte[] read(byte[] pointer) {
        ByteBuffer buffer = ByteBuffer.wrap(pointer);
        char slot = (char) buffer.get();
        int chunks = buffer.getInt();
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        for (int chunk = 0; chunk < chunks; chunk++) {
            state.writeBytes(store.get(key(slot, chunk)));
        }
        return state.toByteArray();
    }

    private static String key(char slot, int chunk) {
        return "%c/%04d".formatted(slot, chunk);
    }
}
