package io.gansieve.streams;

/**
 * How the label join finds the verdict of a label.
 *
 * @param use whether verdicts are indexed at all
 * @param bytes bound of the index over all partitions: keys, values and {@value VerdictIndex#OVERHEAD_BYTES} bytes an entry
 */
public record LabelIndex(Use use, long bytes) {
    public static final LabelIndex DEFAULT = new LabelIndex(Use.FULL, 1L << 30);

    /** Whether verdicts are indexed. */
    public enum Use {
        /** All of them, so that a label needs to name its image only. */
        FULL,
        /** None: the verdicts topic is not read, and a label must carry its verdict's input and sha256. */
        NONE;

        /** Throws {@link IllegalArgumentException} with the rule. */
        public static Use parse(String text) {
            return switch (text) {
                case "full" -> FULL;
                case "none" -> NONE;
                default -> throw new IllegalArgumentException("must be full or none");
            };
        }
    }

    public LabelIndex {
        if (bytes <= 0) {
            throw new IllegalArgumentException("labels.index-bytes must be positive: " + bytes);
        }
    }

    boolean full() {
        return use == Use.FULL;
    }

    /** The bound in each of the join's partitions; 0 without an index. */
    long bytesOfPartition() {
        return full() ? Math.max(1, bytes / LabelJoin.PARTITIONS) : 0;
    }
}
