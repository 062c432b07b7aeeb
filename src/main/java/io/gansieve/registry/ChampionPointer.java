package io.gansieve.registry;

import io.gansieve.image.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Which version serves; the pointer of the highest epoch is in force, also where a newer release names a cause that this one does
 * not know.
 *
 * @param epoch ≥ 1; each change takes the next
 * @param version 0 for the built-in one
 * @param cause {@code round}, {@code promote}, {@code rollback}, {@code unpin}, {@code reset-training}, which changes no more than that
 *     training left its state, {@code outbid}, version 0 above somebody else's pointer, or a newer release's; 1 to {@value #MAX_CAUSE}
 *     characters
 * @param who the round ({@code round 12}) or the person that a command named; what is longer than {@value #MAX_TEXT} characters is cut
 * @param commandId key of the command that caused it, or empty; of a key of more than {@value #MAX_TEXT} characters {@code sha256:}
 *     and the SHA-256 of its UTF-8 in hex
 * @param pinned no round replaces it until it is unpinned
 */
public record ChampionPointer(
        int schema,
        long epoch,
        long version,
        String cause,
        String who,
        String commandId,
        boolean pinned,
        Instant time) {
    public static final int SCHEMA = 1;

    private static final int MAX_CAUSE = 64;

    /** A pointer is held for months: whoever writes it cannot make it large. */
    private static final int MAX_TEXT = 200;

    public ChampionPointer {
        if (schema < 1 || schema > SCHEMA) {
            throw new IllegalArgumentException(
                    "a champion pointer's schema must be between 1 and %d: %d".formatted(SCHEMA, schema));
        }
        if (epoch < 1) {
            throw new IllegalArgumentException("a champion's epoch must be at least 1: " + epoch);
        }
        if (version < 0) {
            throw new IllegalArgumentException("a champion's version must be at least 0: " + version);
        }
        if (cause.isEmpty() || cause.length() > MAX_CAUSE) {
            throw new IllegalArgumentException("a champion's cause must have between 1 and %d characters: %d"
                    .formatted(MAX_CAUSE, cause.length()));
        }
        who = who.length() <= MAX_TEXT ? who : who.substring(0, MAX_TEXT - 1) + "…";
        commandId = commandId.length() <= MAX_TEXT
                ? commandId
                : "sha256:" + Sha256.hex(commandId.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether both stem from one command and say the same; the trainer repeats an order with a higher epoch where it must. */
    public boolean isSameOrderAs(ChampionPointer other) {
        return commandId.equals(other.commandId) && version == other.version && epoch <= other.epoch;
    }

    /** The same change with a later epoch. */
    public ChampionPointer again(long nextEpoch, Instant now) {
        return new ChampionPointer(SCHEMA, nextEpoch, version, cause, who, commandId, pinned, now);
    }
}
