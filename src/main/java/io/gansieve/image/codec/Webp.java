package io.gansieve.image.codec;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import com.luciad.imageio.webp.WebPImageWriterSpi;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;

/**
 * libwebp, as bundled by webp-imageio. Native code on bytes of strangers, in this process: the choice and its evidence stand in
 * docs/decoding.md. The virtual machine collects no garbage while a picture is decoded.
 */
final class Webp {
    private static final WebPImageReaderSpi READER = new WebPImageReaderSpi();
    private static final WebPImageWriterSpi WRITER = new WebPImageWriterSpi();

    private Webp() {}

    /** Pixels as ARGB, alpha not multiplied in. */
    static int[] decode(byte[] file, int width, int height) throws UndecodableException {
        ImageReader reader = READER.createReaderInstance(null);
        try (MemoryInput input = new MemoryInput(file)) {
            reader.setInput(input, true, true);
            BufferedImage image = reader.read(0, null);
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
            throw UndecodableException.corrupt("webp", "cannot be decoded: " + e.getMessage());
        } finally {
            reader.dispose();
        }
    }

    static ImageWriter writer() {
        return WRITER.createWriterInstance(null);
    }
}
