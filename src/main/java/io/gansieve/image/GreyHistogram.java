package io.gansieve.image;

/**
 * How an image's values spread over {@value #BINS} bins, channel by channel: the share of each bin. The bins are finest near black
 * and near white, where generators leave traces that a rendering or a camera does not.
 */
public final class GreyHistogram {
    public static final int BINS = 13;

    /** The first level of each bin but the first, which begins at 0. */
    private static final int[] EDGES = {1, 4, 13, 32, 64, 112, 144, 192, 224, 243, 252, 255};

    private static final int[] BIN_OF_LEVEL = binOfLevel();

    private GreyHistogram() {}

    /** The first level that falls into a bin. */
    public static int firstLevel(int bin) {
        return bin == 0 ? 0 : EDGES[bin - 1];
    }

    /** Shares [C·{@value #BINS}]; those of a channel add up to 1. */
    public static double[] of(Image image) {
        int channels = image.shape().channels();
        int[] counts = new int[channels * BINS];
        for (int i = 0; i < image.shape().size(); i++) {
            counts[i % channels * BINS + BIN_OF_LEVEL[image.at(i)]]++;
        }
        double pixels = image.shape().height() * image.shape().width();
        double[] shares = new double[counts.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = counts[i] / pixels;
        }
        return shares;
    }

    private static int[] binOfLevel() {
        int[] bins = new int[256];
        int bin = 0;
        for (int level = 0; level < bins.length; level++) {
            if (bin < EDGES.length && level == EDGES[bin]) {
                bin++;
            }
            bins[level] = bin;
        }
        return bins;
    }
}
