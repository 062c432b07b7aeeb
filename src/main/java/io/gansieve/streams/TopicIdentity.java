package io.gansieve.streams;

import java.util.Optional;
import org.apache.kafka.common.Uuid;

/** Tells a topic from another of the same name that took its place. The owner closes it. */
public interface TopicIdentity extends AutoCloseable {
    /** Where nobody can tell. */
    TopicIdentity UNKNOWN = Optional::empty;

    /** The id of the topic as it is now; empty if it cannot be told. */
    Optional<Uuid> now();

    @Override
    default void close() {}
}
