package io.gansieve.replay;

/**
 * What a replay buffer holds and how batches are drawn from it.
 *
 * @param bytes bound of the buffer, by {@link ReplayBuffer#bytesOf}
 * @param classes of reals that have a group of their own, 0 to {@value ReplayBuffer#MAX_CLASSES}: 0 to {@code classes} − 1. Higher ones
 *     share a group, {@code other}; with 0 all reals are one group
 * @param maxClassShare of a batch of reals that one class may have, in (0, 1]
 * @param maxSourceShare of a half batch of generated images that one source may have
 * @param maxSenderShare of either that the labels of one known sender may have
 */
public record ReplaySettings(
        long bytes, int classes, double maxClassShare, double maxSourceShare, double maxSenderShare) {
    /** Throws {@link IllegalArgumentException} for what lies outside its bounds. */
    public ReplaySettings {
        if (bytes < 1) {
            throw new IllegalArgumentException("replay.bytes must be positive: " + bytes);
        }
        if (classes < 0 || classes > ReplayBuffer.MAX_CLASSES) {
            throw new IllegalArgumentException(
                    "classes must be between 0 and %d: %d".formatted(ReplayBuffer.MAX_CLASSES, classes));
        }
        requireShare("replay.max-class-share", maxClassShare);
        requireShare("replay.max-source-share", maxSourceShare);
        requireShare("replay.max-sender-share", maxSenderShare);
    }

    /** With as many classes as there can be, and the default shares. */
    public static ReplaySettings ofBytes(long bytes) {
        return new ReplaySettings(bytes, ReplayBuffer.MAX_CLASSES, 0.5, 0.5, 0.1);
    }

    private static void requireShare(String name, double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("%s must be above 0 and at most 1: %s".formatted(name, share));
        }
    }
}
