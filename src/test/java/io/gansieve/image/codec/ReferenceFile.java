package io.gansieve.image.codec;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A file, and beside it what another decoder says it shows: a file of the same name and {@code .raw} with its frames one after the
 * other, RGBA of 8 bits that is not premultiplied.
 */
record ReferenceFile(Path path, String kind, int width, int height, int frames, Bound bound) {
    /** The greatest difference that a value may have. */
    enum Bound {
        EXACT(0),
        /** A canvas of bytes is rounded at every frame, and browsers' canvases at other places than libwebp's. */
        BLENDED(1),
        /** JPEG leaves the rounding of the inverse transform and of smooth upsampling to the decoder. */
        JPEG(2),
        /** As JPEG; the product with black rounds once more. */
        CMYK(3);

        private final int most;

        Bound(int most) {
            this.most = most;
        }

        int most() {
            return most;
        }
    }

    static List<ReferenceFile> all(Path folder) throws IOException {
        List<ReferenceFile> files = new ArrayList<>();
        List<String> lines = Files.readAllLines(folder.resolve("index.tsv"));
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split("\t", -1);
            files.add(new ReferenceFile(
                    folder.resolve(cells[0]),
                    cells[1],
                    Integer.parseInt(cells[2]),
                    Integer.parseInt(cells[3]),
                    Integer.parseInt(cells[4]),
                    Bound.valueOf(cells[6].toUpperCase(Locale.ROOT))));
        }
        return files;
    }

    /** Its frames over white, in colour or as Rec. 601 luma. */
    List<Image> expected(int channels) throws IOException {
        byte[] rgba = Files.readAllBytes(path.resolveSibling(path.getFileName() + ".raw"));
        int size = 4 * width * height;
        if (rgba.length != size * frames) {
            throw new IOException("%s: expected %d frames of %dx%d pixels, found %d bytes"
                    .formatted(path, frames, width, height, rgba.length));
        }
        List<Image> images = new ArrayList<>();
        for (int from = 0; from < rgba.length; from += size) {
            images.add(frame(rgba, from, channels));
        }
        return images;
    }

    private Image frame(byte[] rgba, int from, int channels) {
        byte[] pixels = new byte[width * height * channels];
        for (int i = 0; i < width * height; i++) {
            int red = onWhite(rgba, from + 4 * i, 0);
            int green = onWhite(rgba, from + 4 * i, 1);
            int blue = onWhite(rgba, from + 4 * i, 2);
            if (channels == 1) {
                pixels[i] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
            } else {
                pixels[3 * i] = (byte) red;
                pixels[3 * i + 1] = (byte) green;
                pixels[3 * i + 2] = (byte) blue;
            }
        }
        return Image.of(new ImageShape(height, width, channels), pixels);
    }

    private static int onWhite(byte[] rgba, int pixel, int channel) {
        int alpha = rgba[pixel + 3] & 0xff;
        return ((rgba[pixel + channel] & 0xff) * alpha + 255 * (255 - alpha) + 127) / 255;
    }

    @Override
    public String toString() {
        return path.getFileName() + " (" + kind + ")";
    }
}
