package io.gansieve.image.codec;

import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageReader;

/**
 * A JPEG picture, decoded by the JDK's libjpeg into components, whose colours are made here: the JDK's own conversions depend on
 * profiles. What libjpeg only warns of, as data that end early, counts as an error.
 *
 * @param essential the file with nothing but what its pixels need
 * @param severalScans progressive, or a scan for each component
 * @param work pixels that its scans go through, once for each component of theirs
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one decoding, never compared
record JpegPicture(byte[] essential, int width, int height, JpegColour colour, boolean severalScans, long work)
        implements Picture {
    /** libjpeg skips padding between segments, which some cameras write: the picture is whole. */
    private static final String HARMLESS = "extraneous bytes before marker";

    @Override
    public long memory() {
        return (long) colour.components() * width * height + 2L * essential.length + 64L * width;
    }

    /** libjpeg keeps the coefficients of several scans until the last one. */
    @Override
    public long nativeMemory() {
        return (1L << 20) + (severalScans ? 2L * colour.components() * width * height : 0);
    }

    @Override
    public void decode(RowSink rows, Deadline deadline) throws UndecodableException {
        Raster raster = components();
        byte[] row = new byte[width * colour.components()];
        int[] argb = new int[width];
        for (int y = 0; y < height; y++) {
            deadline.check("jpeg");
            raster.getDataElements(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            colour.toArgb(row, argb);
            rows.row(argb);
        }
    }

    private Raster components() throws UndecodableException {
        List<String> warnings = new ArrayList<>();
        try (MemoryInput input = new MemoryInput(essential)) {
            ImageReader reader = JdkCodecs.jpegReader();
            try {
                reader.setInput(input, true, true);
                reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
                Raster raster = reader.readRaster(0, null);
                warnings.removeIf(warning -> warning.contains(HARMLESS));
                if (!warnings.isEmpty()) {
                    throw UndecodableException.corrupt("jpeg", warnings.get(0));
                }
                if (raster.getWidth() != width
                        || raster.getHeight() != height
                        || raster.getNumBands() != colour.components()) {
                    throw UndecodableException.corrupt("jpeg", "expected the size and components of its header");
                }
                return raster;
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            // Whatever a reader throws at hostile bytes; it sees these bytes and nothing else.
            throw UndecodableException.corrupt("jpeg", "cannot be decoded: " + e.getMessage());
        }
    }
}
