package io.gansieve.registry;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** What happens to a real image on its way to us: JPEG at quality 75, blur of σ 1, half size and back. */
final class ProcessedReals {
    static final List<UnaryOperator<Image>> EDITS =
            List.of(ProcessedReals::jpeg, ProcessedReals::blur, ProcessedReals::halfSizeAndBack);

    private static final int COLUMNS = 10;
    private static final float[] GAUSSIAN = {0.0044f, 0.054f, 0.242f, 0.3992f, 0.242f, 0.054f, 0.0044f};

    private ProcessedReals() {}

    static byte[] grid(List<Image> images) {
        ImageShape shape = images.get(0).shape();
        int rows = (images.size() + COLUMNS - 1) / COLUMNS;
        BufferedImage canvas = new BufferedImage(
                COLUMNS * shape.width(), rows * shape.height(), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < images.size(); i++) {
            canvas.getRaster()
                    .setRect(
                            i % COLUMNS * shape.width(),
                            i / COLUMNS * shape.height(),
                            buffered(images.get(i)).getRaster());
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(canvas, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return png.toByteArray();
    }

    private static Image jpeg(Image image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam quality = writer.getDefaultWriteParam();
            quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            quality.setCompressionQuality(0.75f);
            writer.setOutput(out);
            writer.write(null, new IIOImage(buffered(image), null, null), quality);
            out.flush();
            return image(ImageIO.read(new ByteArrayInputStream(bytes.toByteArray())), image.shape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
    }

    private static Image blur(Image image) {
        return convolve(convolve(image, GAUSSIAN, 0, 1), GAUSSIAN, 1, 0);
    }

    private static Image halfSizeAndBack(Image image) {
        return convolve(convolve(image, new float[] {0.25f, 0.5f, 0.25f}, 0, 1), new float[] {0.25f, 0.5f, 0.25f}, 1, 0);
    }

    private static Image convolve(Image image, float[] kernel, int dy, int dx) {
        ImageShape shape = image.shape();
        byte[] pixels = new byte[shape.size()];
        for (int index = 0; index < pixels.length; index++) {
            int channel = index % shape.channels();
            int x = index / shape.channels() % shape.width();
            int y = index / shape.channels() / shape.width();
            float sum = 0;
            for (int k = 0; k < kernel.length; k++) {
                int offset = k - kernel.length / 2;
                int row = Math.min(Math.max(y + dy * offset, 0), shape.height() - 1);
                int column = Math.min(Math.max(x + dx * offset, 0), shape.width() - 1);
                sum += kernel[k] * image.at((row * shape.width() + column) * shape.channels() + channel);
            }
            pixels[index] = (byte) Math.min(Math.max(Math.round(sum), 0), 255);
        }
        return Image.of(shape, pixels);
    }

    private static BufferedImage buffered(Image image) {
        ImageShape shape = image.shape();
        BufferedImage buffered = new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < shape.width() * shape.height(); pixel++) {
            int rgb = 0;
            for (int channel = 0; channel < 3; channel++) {
                rgb = rgb << 8 | image.at(pixel * shape.channels() + channel % shape.channels());
            }
            buffered.setRGB(pixel % shape.width(), pixel / shape.width(), rgb);
        }
        return buffered;
    }

    private static Image image(BufferedImage buffered, ImageShape shape) {
        byte[] pixels = new byte[shape.size()];
        for (int index = 0; index < pixels.length; index++) {
            int pixel = index / shape.channels();
            int rgb = buffered.getRGB(pixel % shape.width(), pixel / shape.width());
            pixels[index] = (byte) (rgb >> 8 * (2 - index % shape.channels()));
        }
        return Image.of(shape, pixels);
    }
}
