package io.gansieve.image.codec;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes images as JPEG files and reads them again. */
public final class JpegCodec {
    private JpegCodec() {}

    public static Image roundTrip(Image image, int quality) {
        return ImageDecoder.ofOwn(encode(image, quality), image.shape());
    }

    public static byte[] encode(Image image, int quality) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
            write(image, quality, out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
        return file.toByteArray();
    }

    private static void write(Image image, int quality, ImageOutputStream out) throws IOException {
        ImageWriter writer = JdkCodecs.jpegWriter();
        try {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(quality / 100f);
            writer.setOutput(out);
            writer.write(null, new IIOImage(buffered(image), null, null), param);
        } finally {
            writer.dispose();
        }
    }

    private static BufferedImage buffered(Image image) {
        ImageShape shape = image.shape();
        boolean grey = shape.channels() == 1;
        BufferedImage buffered = new BufferedImage(
                shape.width(), shape.height(), grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        // Straight into the raster: setRGB would convert sRGB to the JDK's linear grey.
        int[] samples = new int[shape.size()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = image.at(i);
        }
        buffered.getRaster().setPixels(0, 0, shape.width(), shape.height(), samples);
        return buffered;
    }
}
