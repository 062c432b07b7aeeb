package io.gansieve.gan.dl4j;

import io.gansieve.image.ImageShape;

/**
 * What an autoregressive model may look at: of all values in the order of rows, columns and channels those before the one to
 * predict, as far as they are near, and where in the image it stands.
 */
record CausalContext(ImageShape shape) {
    private static final int ROWS = 7;
    private static final int COLUMNS = 7;

    /** Values to predict, one after the other. */
    int length() {
        return shape.size();
    }

    /** What {@link #write} writes: the near rows above, the row to the left, the channels before, the channel, the place, all above. */
    int inputs() {
        int near = ROWS * (2 * COLUMNS + 1) + COLUMNS;
        return (near + 2) * shape.channels() + 3;
    }

    /** Where the n-th value lies in [C,H,W]. */
    int at(int position) {
        return index(position / shape.channels() / shape.width(), column(position), position % shape.channels());
    }

    /**
     * Writes the context of the n-th value.
     *
     * @param planes in [0, 1] as [C,H,W]; what is at the position or after it is not read; beyond the image is 0
     */
    void write(float[] planes, int position, float[] inputs, int offset) {
        int y = position / shape.channels() / shape.width();
        int x = column(position);
        int channel = position % shape.channels();
        int at = offset;
        for (int row = y - ROWS; row <= y; row++) {
            for (int column = x - COLUMNS; column <= (row < y ? x + COLUMNS : x - 1); column++) {
                for (int c = 0; c < shape.channels(); c++) {
                    inputs[at++] = within(row, column) ? planes[index(row, column, c)] : 0;
                }
            }
        }
        for (int c = 0; c < shape.channels(); c++) {
            inputs[at++] = c < channel ? planes[index(y, x, c)] : 0;
        }
        for (int c = 0; c < shape.channels(); c++) {
            inputs[at++] = c == channel ? 1 : 0;
        }
        inputs[at++] = 2f * y / shape.height() - 1;
        inputs[at++] = 2f * x / shape.width() - 1;
        inputs[at] = above(planes, y);
    }

    /** How much there is above a row, at most 1: whether an image is still to begin, or done. */
    private float above(float[] planes, int y) {
        float sum = 0;
        for (int c = 0; c < shape.channels(); c++) {
            int first = index(0, 0, c);
            for (int i = first; i < first + y * shape.width(); i++) {
                sum += planes[i];
            }
        }
        return Math.min(1, 8 * sum / shape.size());
    }

    private int column(int position) {
        return position / shape.channels() % shape.width();
    }

    private int index(int row, int column, int channel) {
        return (channel * shape.height() + row) * shape.width() + column;
    }

    private boolean within(int row, int column) {
        return row >= 0 && column >= 0 && column < shape.width();
    }
}
