package io.gansieve.image.codec;

/** Takes a picture row by row, from the top. */
interface RowSink {
    /**
     * @param argb a pixel each, alpha in the highest eight bits and not multiplied into the others; the sender's, and filled anew
     *     for the next row
     */
    void row(int[] argb);
}
