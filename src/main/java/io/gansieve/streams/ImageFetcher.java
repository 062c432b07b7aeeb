package io.gansieve.streams;

import java.util.Optional;
import org.apache.kafka.common.errors.RetriableException;

/** Reads single records of the image topics again. Used by one thread. */
public interface ImageFetcher extends AutoCloseable {
    /**
     * The value at a position; empty if it is gone (deleted by retention, compacted away, topic deleted). Throws
     * {@link RetriableException} if the brokers do not answer within seconds: the caller tries again later, and must not let it
     * reach Streams, which ends a thread for it.
     */
    Optional<byte[]> fetch(String topic, int partition, long offset);

    @Override
    void close();
}
