package io.gansieve.image.codec;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import com.luciad.imageio.webp.WebPImageWriterSpi;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.util.HexFormat;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * libwebp, as bundled by webp-imageio. Native code on bytes of strangers, in this process: the choice and its evidence stand in
 * docs/decoding.md. The virtual machine collects no garbage while a picture is decoded.
 */
final class Webp {
    private static final Logger LOG = LoggerFactory.getLogger(Webp.class);
    private static final WebPImageReaderSpi READER = new WebPImageReaderSpi();
    private static final WebPImageWriterSpi WRITER = new WebPImageWriterSpi();

    /** The smallest lossless file: one pixel. */
    private static final byte[] PIXEL =
            HexFormat.of().parseHex("524946461a000000574542505650384c0e0000002f00000000071011fd0f4444ff03");

    private static final boolean AVAILABLE = load();

    private Webp() {}

    static boolean isAvailable() {
        return AVAILABLE;
    }

    /** Once, and early: where the machine has no library for it, files are refused and nothing ends. */
    private static boolean load() {
        try {
            read(PIXEL);
            return true;
        } catch (IOException | IllegalStateException | LinkageError e) {
            LOG.error("libwebp cannot be loaded, WebP files are refused: {}", e.toString());
            return false;
        }
    }

    /** Pixels as ARGB, alpha not multiplied in. */
    static int[] decode(byte[] file, int width, int height) throws UndecodableException {
        if (!AVAILABLE) {
            throw UndecodableException.unsupported(
                    "webp", "libwebp cannot be loaded on this machine: send PNG or JPEG");
        }
        try {
            BufferedImage image = read(file);
            if (image.getWidth() != width || image.getHeight() != height) {
                throw UndecodableException.corrupt(
                        "webp",
                        "expected %dx%d pixels as in the header, found %dx%d"
                                .formatted(width, height, image.getWidth(), image.getHeight()));
            }
            int[] argb = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
            if (!image.getColorModel().hasAlpha()) {
                for (int i = 0; i < argb.length; i++) {
                    argb[i] |= 0xff000000;
                }
            }
            return argb;
        } catch (OutOfMemoryError e) {
            // Not the virtual machine's: what libwebp says, also of alpha that it cannot read.
            throw UndecodableException.corrupt("webp", "cannot be decoded: alpha or memory");
        } catch (IOException | RuntimeException e) {
            // Whatever a reader throws at hostile bytes; it sees these bytes and nothing else.
            throw UndecodableException.corrupt("webp", "cannot be decoded: " + e.getMessage());
        }
    }

    private static BufferedImage read(byte[] file) throws IOException {
        ImageReader reader = READER.createReaderInstance(null);
        try (MemoryInput input = new MemoryInput(file)) {
            reader.setInput(input, true, true);
            return reader.read(0, null);
        } finally {
            reader.dispose();
        }
    }

    static ImageWriter writer() {
        return WRITER.createWriterInstance(null);
    }
}
