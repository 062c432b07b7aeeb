package io.gansieve.streams;

import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes over internal records of the label join that this program cannot read: a newer one may have written them before it was
 * taken back. Counts each, logs the first of a task.
 */
final class UnreadableRecords {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadableRecords.class);

    private final TrainerListener listener;
    private boolean logged;

    UnreadableRecords(TrainerListener listener) {
        this.listener = listener;
    }

    /** @param decoding throws {@link IllegalArgumentException} for what it cannot read; nothing else is caught */
    <T> Optional<T> read(Supplier<T> decoding) {
        try {
            return Optional.of(decoding.get());
        } catch (IllegalArgumentException e) {
            listener.joinRecordUnreadable();
            if (!logged) {
                logged = true;
                LOG.warn(
                        "passing over internal records of the label join that this version cannot read"
                                + " (gansieve_label_join_unreadable_total counts them); the first: {}",
                        e.getMessage());
            }
            return Optional.empty();
        }
    }
}
