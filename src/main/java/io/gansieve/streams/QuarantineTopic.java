package io.gansieve.streams;

/** The topic that holds what the trainer's quarantine holds. */
public final class QuarantineTopic {
    private QuarantineTopic() {}

    /** As Kafka Streams names the changelog of a store. */
    public static String of(String applicationId) {
        return PixelChangelogs.topic(applicationId, TrainerTopology.QUARANTINE);
    }
}
