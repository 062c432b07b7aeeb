package io.gansieve.image.codec;

import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.PixelGrid;
import io.gansieve.image.codec.DecodeResult.Reason;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Reads PNG, JPEG, GIF, BMP and WebP files into images of one shape. Size and pixel count are checked from the header before
 * anything is decoded. Safe for any thread.
 *
 * <p>Every file has one outcome, on every machine: one picture that is complete to its end marker is decoded, all else is
 * {@link DecodeResult.Undecodable}. Sixteen bits become eight, palettes are expanded, transparent parts show white, CMYK becomes
 * RGB, colour becomes Rec. 601 luma where the shape has one channel. Values count as sRGB: colour profiles, gamma and EXIF
 * orientation are ignored. A GIF is its
 * frame without the screen around it; the transparent colour of a grey PNG of less than eight bits counts as any other. A file of
 * the deployment's own size keeps its bytes exactly.
 */
public final class ImageDecoder {
    public static final int MAX_BYTES = 8 << 20;
    public static final int MAX_PIXELS = 16_000_000;

    /** Its reader takes ten times the memory of the others. */
    public static final int MAX_LOSSY_WEBP_PIXELS = 4_000_000;

    /** Decodings at a time may take what the largest one may; the rest wait, in their order. */
    private static final int MAX_MEMORY_KIB = 600 << 10;

    private final ImageShape shape;
    private final ImageFit fit;
    private final Semaphore memory = new Semaphore(MAX_MEMORY_KIB, true);

    public ImageDecoder(ImageShape shape, ImageFit fit) {
        this.shape = shape;
        this.fit = fit;
    }

    /** Never fails: what is wrong with a file is in the result. */
    public DecodeResult decode(byte[] file) {
        try {
            FileFormat format = check(file);
            ParsedFile parsed = ParsedFile.of(format, file);
            checkShape(parsed);
            return new DecodeResult.Decoded(image(parsed), parsed.width(), parsed.height(), format.text());
        } catch (UndecodableException e) {
            return e.result();
        }
    }

    private static FileFormat check(byte[] file) throws UndecodableException {
        if (file.length == 0) {
            throw new UndecodableException(Reason.EMPTY, "expected an image file, found no bytes");
        }
        if (file.length > MAX_BYTES) {
            throw new UndecodableException(
                    Reason.TOO_LARGE, "expected at most %d bytes, found %d".formatted(MAX_BYTES, file.length));
        }
        return FileFormat.of(file)
                .orElseThrow(() -> new UndecodableException(
                        Reason.UNSUPPORTED_FORMAT,
                        "expected PNG, JPEG, GIF, BMP or WebP, found a file that starts with "
                                + HexFormat.of().formatHex(file, 0, Math.min(8, file.length))));
    }

    private void checkShape(ParsedFile parsed) throws UndecodableException {
        if (fit == ImageFit.REJECT && (parsed.width() != shape.width() || parsed.height() != shape.height())) {
            throw new UndecodableException(
                    Reason.WRONG_SHAPE,
                    "expected %dx%d pixels (width x height), found %dx%d"
                            .formatted(shape.width(), shape.height(), parsed.width(), parsed.height()));
        }
    }

    private Image image(ParsedFile parsed) throws UndecodableException {
        int kibibytes = (int) (parsed.memory() >> 10);
        memory.acquireUninterruptibly(kibibytes);
        try {
            return fitted(pixels(parsed));
        } finally {
            memory.release(kibibytes);
        }
    }

    private PixelGrid pixels(ParsedFile parsed) throws UndecodableException {
        String format = parsed.format().text();
        try (ImageInputStream stream = new BoundedInput(parsed.essential(), parsed.memory())) {
            ImageReader reader = Codecs.reader(parsed.format());
            try {
                reader.setInput(stream, true, true);
                PixelGrid grid = new ReaderCall(reader, parsed).read();
                if (grid.width() != parsed.width() || grid.height() != parsed.height()) {
                    throw UndecodableException.corrupt(
                            format,
                            "expected %dx%d pixels as in the header, found %dx%d"
                                    .formatted(parsed.width(), parsed.height(), grid.width(), grid.height()));
                }
                return grid;
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            throw UndecodableException.corrupt(format, "cannot be decoded: " + e.getMessage());
        }
    }

    private Image fitted(PixelGrid grid) {
        int channels = Math.min(grid.channels(), shape.channels());
        PixelGrid cut = fit == ImageFit.CENTER_CROP ? grid.croppedTo(shape.width(), shape.height()) : grid;
        PixelGrid fitted = cut.withChannels(channels).resizedTo(shape.width(), shape.height());
        return Image.of(shape, fitted.withChannels(shape.channels()).pixels());
    }

    public ImageShape shape() {
        return shape;
    }

    public ImageFit fit() {
        return fit;
    }
}
