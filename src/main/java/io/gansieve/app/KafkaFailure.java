package io.gansieve.app;

/** Why Kafka failed, for people: what it says, and what was the matter at first, such as a certificate that is not trusted. */
public final class KafkaFailure {
    private KafkaFailure() {}

    public static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String said = message(failure);
        String first = message(root);
        return said.contains(first) ? said : said + ": " + first;
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
