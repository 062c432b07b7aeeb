package io.gansieve.image.codec;

import io.gansieve.image.Image;
import io.gansieve.image.ImageGrid;
import io.gansieve.image.PixelGrid;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pictures as a GIF that plays in an endless loop. Grey pictures keep their values; of colours, 256 a picture are left. */
public final class AnimatedGif {
    private static final String FORMAT = "javax_imageio_gif_image_1.0";

    /** Bounds what one picture may take in memory, by its header. */
    private static final int MAX_PIXELS = 4_000_000;

    private AnimatedGif() {}

    /**
     * Grids of images, one a picture.
     *
     * @param frames at least one; all with as many images of one shape
     * @param scale pixels along each side of a pixel of an image
     * @param pause how long each picture stays, to a hundredth of a second
     */
    public static byte[] ofGrids(List<List<Image>> frames, int columns, int scale, Duration pause) {
        return write(
                frames.stream()
                        .map(frame -> picture(ImageGrid.layOut(frame, columns, scale)))
                        .toList(),
                pause);
    }

    /** PNG files of one size; throws {@link IllegalArgumentException} for anything else. */
    public static byte[] ofPngs(List<byte[]> files, Duration pause) {
        return write(files.stream().map(AnimatedGif::decoded).toList(), pause);
    }

    private static BufferedImage decoded(byte[] png) {
        try {
            Container file = Container.walk(FileFormat.PNG, png);
            if ((long) file.width() * file.height() > MAX_PIXELS) {
                throw new IllegalArgumentException("a picture may have %d pixels at most: %dx%d"
                        .formatted(MAX_PIXELS, file.width(), file.height()));
            }
            AveragedGrid grid = new AveragedGrid(file.width(), file.height(), 3, file.width(), file.height());
            file.frames().get(0).picture().decode(grid, Deadline.NONE);
            return picture(grid.grid(FileFormat.PNG.text()));
        } catch (UndecodableException e) {
            throw new IllegalArgumentException("expected a PNG file: " + e.getMessage(), e);
        }
    }

    private static BufferedImage picture(PixelGrid grid) {
        boolean grey = grid.channels() == 1;
        BufferedImage picture = new BufferedImage(
                grid.width(), grid.height(), grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < grid.width() * grid.height(); i++) {
            if (grey) {
                picture.getRaster().setSample(i % grid.width(), i / grid.width(), 0, grid.pixels()[i] & 0xff);
            } else {
                int rgb = (grid.pixels()[3 * i] & 0xff) << 16
                        | (grid.pixels()[3 * i + 1] & 0xff) << 8
                        | (grid.pixels()[3 * i + 2] & 0xff);
                picture.setRGB(i % grid.width(), i / grid.width(), rgb);
            }
        }
        return picture;
    }

    private static byte[] write(List<BufferedImage> pictures, Duration pause) {
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("a film needs a picture");
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            BufferedImage first = pictures.get(0);
            for (BufferedImage picture : pictures) {
                if (picture.getWidth() != first.getWidth() || picture.getHeight() != first.getHeight()) {
                    throw new IllegalArgumentException("a film has pictures of one size: %dx%d, found %dx%d"
                            .formatted(first.getWidth(), first.getHeight(), picture.getWidth(), picture.getHeight()));
                }
                IIOMetadata metadata = metadata(writer, picture, pause);
                writer.writeToSequence(new IIOImage(picture, null, metadata), writer.getDefaultWriteParam());
            }
            writer.endWriteSequence();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    private static IIOMetadata metadata(ImageWriter writer, BufferedImage picture, Duration pause)
            throws IIOInvalidTreeException {
        IIOMetadata metadata =
                writer.getDefaultImageMetadata(new ImageTypeSpecifier(picture), writer.getDefaultWriteParam());
        IIOMetadataNode root = new IIOMetadataNode(FORMAT);
        IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
        control.setAttribute("disposalMethod", "none");
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "FALSE");
        control.setAttribute("transparentColorIndex", "0");
        control.setAttribute("delayTime", Long.toString(Math.max(2, pause.toMillis() / 10)));
        root.appendChild(control);
        IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
        loop.setAttribute("applicationID", "NETSCAPE");
        loop.setAttribute("authenticationCode", "2.0");
        loop.setUserObject(new byte[] {1, 0, 0});
        IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
        extensions.appendChild(loop);
        root.appendChild(extensions);
        metadata.mergeTree(FORMAT, root);
        return metadata;
    }
}
