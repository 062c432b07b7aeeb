package io.gansieve.scoring;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which parts of an image moved its logit: each part is covered in turn, and what the logit falls by is what the part added
 * (occlusion sensitivity; Zeiler and Fergus, 2014, section 4.1). A cover has the image's own median value in each channel, so that it
 * brings no grey level that the image does not have.
 *
 * @param effects row by row, in logits; a cell's is the mean over the covers that hide it. Positive: the cell made the image look
 *     generated
 */
public record Occlusion(int rows, int columns, List<Double> effects) {
    /** Cells along each side; a cover hides 2 × 2 of them, so that 14 × 14 cells cost 169 images. */
    private static final int FINE = 14;

    /** For images that cost more: 49 images. */
    private static final int COARSE = 8;

    private static final int FINE_BYTES = 64 * 64 * 3;
    private static final int COVER = 2;

    /** Bounds what one call of the model holds, in bytes of pixels. */
    private static final int BATCH_BYTES = 4 << 20;

    private static final int MAX_BATCH = 64;

    public Occlusion {
        effects = List.copyOf(effects);
        if (effects.size() != rows * columns) {
            throw new IllegalArgumentException(
                    "expected %d x %d effects, found %d".formatted(rows, columns, effects.size()));
        }
    }

    /**
     * Measures it by at most 169 images.
     *
     * @param score of the image as it is
     * @param model gives one score an image, in order; only their logits count
     * @return empty if the model was replaced meanwhile
     */
    public static Optional<Occlusion> of(Image image, Score score, Function<List<Image>, List<Score>> model) {
        Grid grid = Grid.of(image.shape());
        byte[] median = median(image);
        double[] falls = new double[grid.covers()];
        int batch = Math.max(1, Math.min(MAX_BATCH, BATCH_BYTES / image.shape().size()));
        for (int from = 0; from < falls.length; from += batch) {
            int to = Math.min(from + batch, falls.length);
            List<Image> covered = new ArrayList<>(to - from);
            for (int cover = from; cover < to; cover++) {
                covered.add(grid.covered(image, cover, median));
            }
            List<Score> scores = model.apply(covered);
            for (int i = 0; i < scores.size(); i++) {
                if (scores.get(i).championEpoch() != score.championEpoch()) {
                    return Optional.empty();
                }
                falls[from + i] = score.logit() - scores.get(i).logit();
            }
        }
        return Optional.of(new Occlusion(grid.rows(), grid.columns(), grid.means(falls)));
    }

    private static byte[] median(Image image) {
        int channels = image.shape().channels();
        int pixels = image.shape().size() / channels;
        byte[] median = new byte[channels];
        for (int c = 0; c < channels; c++) {
            int[] values = new int[pixels];
            for (int i = 0; i < pixels; i++) {
                values[i] = image.at(i * channels + c);
            }
            Arrays.sort(values);
            median[c] = (byte) values[pixels / 2];
        }
        return median;
    }

    /** Square cells of {@code cell} pixels; those at the right and lower edge may be cut. */
    private record Grid(int cell, int rows, int columns) {
        static Grid of(ImageShape shape) {
            int most = shape.size() <= FINE_BYTES ? FINE : COARSE;
            int cell = ceilDiv(Math.max(shape.height(), shape.width()), most);
            return new Grid(
                    cell,
                    Math.max(COVER, ceilDiv(shape.height(), cell)),
                    Math.max(COVER, ceilDiv(shape.width(), cell)));
        }

        private static int ceilDiv(int value, int by) {
            return (value + by - 1) / by;
        }

        int covers() {
            return (rows - COVER + 1) * coversInRow();
        }

        private int coversInRow() {
            return columns - COVER + 1;
        }

        Image covered(Image image, int cover, byte[] value) {
            ImageShape shape = image.shape();
            byte[] pixels = image.pixels();
            int top = cover / coversInRow() * cell;
            int left = cover % coversInRow() * cell;
            for (int y = top; y < Math.min(top + COVER * cell, shape.height()); y++) {
                for (int x = left; x < Math.min(left + COVER * cell, shape.width()); x++) {
                    System.arraycopy(value, 0, pixels, (y * shape.width() + x) * value.length, value.length);
                }
            }
            return Image.of(shape, pixels);
        }

        List<Double> means(double[] falls) {
            double[] sums = new double[rows * columns];
            int[] counts = new int[sums.length];
            for (int cover = 0; cover < falls.length; cover++) {
                for (int part = 0; part < COVER * COVER; part++) {
                    int row = cover / coversInRow() + part / COVER;
                    int hidden = row * columns + cover % coversInRow() + part % COVER;
                    sums[hidden] += falls[cover];
                    counts[hidden]++;
                }
            }
            List<Double> means = new ArrayList<>(sums.length);
            for (int i = 0; i < sums.length; i++) {
                means.add(sums[i] / counts[i]);
            }
            return means;
        }
    }
}
