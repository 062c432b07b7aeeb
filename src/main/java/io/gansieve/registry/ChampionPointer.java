package io.gansieve.registry;

import java.time.Instant;

/**
 * Which version serves; the pointer of the highest epoch is in force.
 *
 * @param cause {@code round}, {@code promote}, {@code rollback} or {@code unpin}
 * @param who the round ({@code round 12}) or the person that a command named
 * @param commandId key of the command that caused it, or empty
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
}
