package io.gansieve.image.codec;

import io.gansieve.image.codec.DecodeResult.Reason;

/**
 * A file whose structure has been walked to its end: complete, one picture, of known size.
 *
 * @param bytesPerPixel that its reader may allocate at most, twice what it was seen to need
 * @param essential the file with nothing but what its pixels need. Texts, thumbnails and colour profiles stay out: they may be
 *     compressed a thousandfold, or reach native code, and would only be thrown away
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one decoding, never compared
record ParsedFile(FileFormat format, int width, int height, JpegColour colour, int bytesPerPixel, byte[] essential) {
    private static final int BYTES_PER_PIXEL = 24;
    private static final long MEMORY_OF_ANY_FILE = 16 << 20;

    static ParsedFile of(FileFormat format, byte[] file) throws UndecodableException {
        FileBytes bytes = new FileBytes(format.text(), file);
        return switch (format) {
            case PNG -> PngFile.parse(bytes);
            case JPEG -> JpegFile.parse(bytes);
            case GIF -> GifFile.parse(bytes);
            case BMP -> BmpFile.parse(bytes);
            case WEBP -> WebpFile.parse(bytes);
        };
    }

    ParsedFile(FileFormat format, int width, int height, byte[] essential) {
        this(format, width, height, JpegColour.NOT_JPEG, BYTES_PER_PIXEL, essential);
    }

    static ParsedFile jpeg(int width, int height, JpegColour colour, byte[] essential) {
        return new ParsedFile(FileFormat.JPEG, width, height, colour, BYTES_PER_PIXEL, essential);
    }

    /** Bytes that may be allocated for its pixels. */
    long memory() {
        return MEMORY_OF_ANY_FILE + (long) bytesPerPixel * width * height;
    }

    /** The size that a header states, if it is one and within the limit. */
    static void checkSize(FileFormat format, long width, long height) throws UndecodableException {
        checkSize(format, width, height, ImageDecoder.MAX_PIXELS);
    }

    static void checkSize(FileFormat format, long width, long height, int most) throws UndecodableException {
        if (width < 1 || height < 1) {
            throw UndecodableException.corrupt(
                    format.text(), "expected at least 1x1 pixels, found %dx%d".formatted(width, height));
        }
        // Sides are at most 2^32, so that the product of the larger ones could overflow.
        if (width > most || height > most || width * height > most) {
            throw new UndecodableException(
                    Reason.TOO_MANY_PIXELS,
                    "%s: expected at most %d pixels, found %dx%d".formatted(format.text(), most, width, height));
        }
    }
}
