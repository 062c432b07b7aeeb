package io.gansieve.streams;

import io.gansieve.registry.ModelLog;
import io.gansieve.registry.ModelPackage;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;

/** The models topic as this process has read it. Safe for any thread. */
public interface Models {
    /** As it was when the topic had last been read to its end. */
    ModelLog log();

    /** When that was. */
    Instant readAt();

    /**
     * Reads a version's weights. The future fails when the brokers do not answer or too many ask at once; it is empty when the topic
     * has no such weights, or not as they were published.
     */
    Future<Optional<ModelPackage>> fetch(long version);
}
