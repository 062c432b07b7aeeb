package io.gansieve.streams;

import io.gansieve.image.ImageShape;
import io.gansieve.replay.Example;
import io.gansieve.replay.ReplayBuffer;
import io.gansieve.scoring.Json;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A replay buffer whose slots live in a changelogged store: what is taken here survives with the transaction. */
final class ReplayStore {
    private static final String COUNTERS = "counters";

    private final KeyValueStore<String, byte[]> store;
    private final ReplayBuffer buffer;
    private final ImageShape shape;

    /** Restores the buffer from {@code store}, whose images must be of {@code shape}. */
    ReplayStore(KeyValueStore<String, byte[]> store, ReplayBuffer buffer, ImageShape shape) {
        this.store = store;
        this.buffer = buffer;
        this.shape = shape;
        try (KeyValueIterator<String, byte[]> slots = store.all()) {
            slots.forEachRemaining(this::restore);
        }
    }

    ReplayBuffer buffer() {
        return buffer;
    }

    void offer(Example example) {
        mirror(buffer.offer(example));
    }

    /** Whether an example of this id was held. */
    boolean forget(String id) {
        List<ReplayBuffer.Change> changes = buffer.forget(id);
        mirror(changes);
        return !changes.isEmpty();
    }

    private void restore(KeyValue<String, byte[]> slot) {
        if (slot.key.equals(COUNTERS)) {
            buffer.restore(Json.read(slot.value, ReplayBuffer.Counters.class));
        } else {
            buffer.restore(slot.key, fitting(ExampleCodec.decode(slot.value)));
        }
    }

    private Example fitting(Example example) {
        ImageShape found = example.image().image().shape();
        if (!found.equals(shape)) {
            throw new IllegalStateException(
                    "image.shape must stay what replay holds under this prefix: expected %s, found %s"
                            .formatted(shape, found));
        }
        return example;
    }

    private void mirror(List<ReplayBuffer.Change> changes) {
        for (ReplayBuffer.Change change : changes) {
            change.example()
                    .ifPresentOrElse(
                            example -> store.put(change.slot(), ExampleCodec.encode(example)),
                            () -> store.delete(change.slot()));
        }
        store.put(COUNTERS, Json.write(buffer.counters()));
    }
}
