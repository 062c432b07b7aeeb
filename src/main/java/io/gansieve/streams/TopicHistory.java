package io.gansieve.streams;

/** Knows whether a topic is still the one that offsets were committed for. */
public interface TopicHistory {
    /** Where nothing is known of any topic. */
    TopicHistory UNKNOWN = topic -> false;

    /** Whether the topic was deleted and made again of late. May ask the brokers, and wait some seconds for them. */
    boolean madeAgain(String topic);
}
