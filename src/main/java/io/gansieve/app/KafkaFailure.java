package io.gansieve.app;

/** Why Kafka failed, for people: what it says, and what was the matter at first, such as a certificate that is not trusted. */
public final class KafkaFailure {
    private KafkaFailure() {}

    public static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String said = String.valueOf(failure.getMessage());
        String first = String.valueOf(root.getMessage());
        return said.contains(first) ? said : said + ": " + first;
    }
}
