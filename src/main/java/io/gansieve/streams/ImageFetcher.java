package io.gansieve.streams;

import java.util.Optional;

/** Reads single records of the image topics again. Used by one thread. */
public interface ImageFetcher extends AutoCloseable {
    /**
     * The value at a position; empty if it is gone (deleted by retention, compacted away, topic deleted). Throws Kafka's
     * {@code TimeoutException} if the brokers do not answer, which Streams takes as a reason to try again.
     */
    Optional<byte[]> fetch(String topic, int partition, long offset);

    @Override
    void close();
}
