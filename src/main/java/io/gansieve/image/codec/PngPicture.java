package io.gansieve.image.codec;

import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates and unfilters the rows of a PNG picture (W3C PNG, third edition, sections 7 to 10). Without interlacing one row is held
 * at a time, whatever the picture's size, which the JDK's reader cannot do.
 */
@SuppressWarnings("ArrayRecordComponent") // a view of the file, never compared
record PngPicture(byte[] file, PngHeader header, PngColours colours, List<Data> data) implements Picture {
    /** Where a part of the compressed data lies in the file. */
    record Data(int offset, int length) {}

    /** Bytes of compressed data between two looks at the clock. */
    private static final int PIECE = 64 << 10;

    /** Of Adam7, by pass. */
    private static final int[] FIRST_COLUMN = {0, 4, 0, 2, 0, 1, 0};

    private static final int[] FIRST_ROW = {0, 0, 4, 0, 2, 0, 1};
    private static final int[] COLUMN_STEP = {8, 8, 4, 4, 2, 2, 1};
    private static final int[] ROW_STEP = {8, 8, 8, 4, 4, 2, 2};

    @Override
    public long memory() {
        // Two rows of samples, at most eight bytes a pixel each, and one of pixels.
        return 20L * header.width() + (header.interlaced() ? 4L * header.width() * header.height() : 0);
    }

    @Override
    public long work() {
        return (long) header.width() * header.height() * (header.interlaced() ? 2 : 1);
    }

    @Override
    public void decode(RowSink rows, Deadline deadline) throws UndecodableException {
        Inflater inflater = new Inflater();
        try {
            Rows source = new Rows(inflater, deadline);
            if (header.interlaced()) {
                interlaced(source, rows);
            } else {
                inOrder(source, rows);
            }
        } catch (DataFormatException e) {
            throw UndecodableException.corrupt("png", "cannot be inflated: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }

    private void inOrder(Rows source, RowSink rows) throws DataFormatException, UndecodableException {
        int[] argb = new int[header.width()];
        source.start(header.width());
        for (int y = 0; y < header.height(); y++) {
            colours.expand(header, source.next(), header.width(), argb);
            rows.row(argb);
        }
    }

    private void interlaced(Rows source, RowSink rows) throws DataFormatException, UndecodableException {
        int[] all = new int[header.width() * header.height()];
        int[] argb = new int[header.width()];
        for (int pass = 0; pass < FIRST_ROW.length; pass++) {
            int pixels = (header.width() - FIRST_COLUMN[pass] + COLUMN_STEP[pass] - 1) / COLUMN_STEP[pass];
            if (pixels <= 0) {
                continue;
            }
            source.start(pixels);
            for (int y = FIRST_ROW[pass]; y < header.height(); y += ROW_STEP[pass]) {
                colours.expand(header, source.next(), pixels, argb);
                for (int i = 0; i < pixels; i++) {
                    all[y * header.width() + FIRST_COLUMN[pass] + i * COLUMN_STEP[pass]] = argb[i];
                }
            }
        }
        for (int y = 0; y < header.height(); y++) {
            System.arraycopy(all, y * header.width(), argb, 0, header.width());
            rows.row(argb);
        }
    }

    /** The rows of one pass after the other, unfiltered. */
    private final class Rows {
        private final Inflater inflater;
        private final byte[] filter = new byte[1];
        private byte[] above = new byte[0];
        private byte[] row = new byte[0];
        private final Deadline deadline;
        private int part;

        /** Bytes of the part that the inflater has got. */
        private int given;

        Rows(Inflater inflater, Deadline deadline) {
            this.inflater = inflater;
            this.deadline = deadline;
        }

        void start(int pixels) {
            above = new byte[(int) header.rowBytes(pixels)];
            row = new byte[above.length];
        }

        byte[] next() throws DataFormatException, UndecodableException {
            deadline.check("png");
            fill(filter);
            byte[] previous = row;
            row = above;
            above = previous;
            fill(row);
            unfilter();
            return row;
        }

        private void fill(byte[] target) throws DataFormatException, UndecodableException {
            int filled = 0;
            while (filled < target.length) {
                int count = inflater.inflate(target, filled, target.length - filled);
                filled += count;
                if (count == 0) {
                    more();
                }
            }
        }

        private void more() throws UndecodableException {
            if (inflater.finished() || inflater.needsDictionary() || part == data.size()) {
                throw UndecodableException.corrupt("png", "the pixels end early");
            }
            if (inflater.needsInput()) {
                feed();
            }
        }

        /** A piece at a time: data can be made to give no pixels for long. */
        private void feed() throws UndecodableException {
            deadline.check("png");
            Data current = data.get(part);
            int length = Math.min(PIECE, current.length() - given);
            inflater.setInput(file, current.offset() + given, length);
            given += length;
            if (given == current.length()) {
                part++;
                given = 0;
            }
        }

        private void unfilter() throws UndecodableException {
            int distance = header.filterDistance();
            switch (filter[0]) {
                case 0 -> {}
                case 1 -> {
                    for (int i = distance; i < row.length; i++) {
                        row[i] += row[i - distance];
                    }
                }
                case 2 -> {
                    for (int i = 0; i < row.length; i++) {
                        row[i] += above[i];
                    }
                }
                case 3 -> {
                    for (int i = 0; i < row.length; i++) {
                        int left = i < distance ? 0 : row[i - distance] & 0xff;
                        row[i] += (byte) ((left + (above[i] & 0xff)) >> 1);
                    }
                }
                case 4 -> {
                    paeth(distance);
                }
                default -> throw UndecodableException.corrupt("png", "expected a filter of 0 to 4, found " + filter[0]);
            }
        }

        /** The costliest filter, without a look at the edge for each byte. */
        private void paeth(int distance) {
            int edge = Math.min(distance, row.length);
            for (int i = 0; i < edge; i++) {
                row[i] += above[i];
            }
            for (int i = edge; i < row.length; i++) {
                int left = row[i - distance] & 0xff;
                int up = above[i] & 0xff;
                int corner = above[i - distance] & 0xff;
                int toLeft = Math.abs(up - corner);
                int toUp = Math.abs(left - corner);
                int toCorner = Math.abs(left + up - 2 * corner);
                row[i] += (byte) (toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
            }
        }
    }
}
