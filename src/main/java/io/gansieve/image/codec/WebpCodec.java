package io.gansieve.image.codec;

import com.luciad.imageio.webp.CompressionType;
import com.luciad.imageio.webp.WebPWriteParam;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes images as lossy WebP files, with libwebp's default method, and reads them again. */
public final class WebpCodec {
    private static final int METHOD = 4;
    private static final int ONE_THREAD = 0;

    private WebpCodec() {}

    /** Whether libwebp could be loaded here; without it no WebP file is read or written. */
    public static boolean isAvailable() {
        return Webp.isAvailable();
    }

    public static Image roundTrip(Image image, int quality) {
        return ImageDecoder.ofOwn(encode(image, quality), image.shape());
    }

    /** @param quality of libwebp, 0 to 100 */
    public static byte[] encode(Image image, int quality) {
        WebPWriteParam param = new WebPWriteParam(Locale.ROOT);
        param.setCompressionType(CompressionType.Lossy);
        param.setCompressionQuality(quality / 100f);
        param.setMethod(METHOD);
        param.setThreadLevel(ONE_THREAD);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageWriter writer = Webp.writer();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(colour(image), null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    /** WebP knows no grey: its three channels are alike. */
    private static BufferedImage colour(Image image) {
        ImageShape shape = image.shape();
        int[] rgb = new int[shape.width() * shape.height()];
        for (int i = 0; i < rgb.length; i++) {
            int at = i * shape.channels();
            int last = shape.channels() - 1;
            rgb[i] = image.at(at) << 16 | image.at(at + last / 2) << 8 | image.at(at + last);
        }
        BufferedImage colour = new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
        colour.getRaster().setDataElements(0, 0, shape.width(), shape.height(), rgb);
        return colour;
    }
}
