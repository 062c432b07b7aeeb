package io.gansieve.image.codec;

import io.gansieve.image.codec.Frame.Disposal;
import java.awt.Point;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.plugins.bmp.BMPImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Whole files of every format and colour model, small enough to break by the thousand; and some that are vast once decoded. */
final class FuzzFiles {
    private static final int WIDTH = 24;
    private static final int HEIGHT = 18;
    private static final String[] WEBP = {"photo-ll", "photo-lossy", "alpha-ll", "alpha-lossy", "few-ll", "pal-ll"};

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    private FuzzFiles() {}

    /** By a name that says what each is. */
    static Map<String, byte[]> all() throws IOException {
        FuzzFiles corpus = new FuzzFiles();
        corpus.addPng();
        corpus.addJpeg();
        corpus.addGif();
        corpus.addBmp();
        corpus.addWebp();
        corpus.addAnimations();
        return corpus.files;
    }

    private void addPng() throws IOException {
        for (boolean interlaced : new boolean[] {false, true}) {
            String suffix = interlaced ? " interlaced" : "";
            for (int bits : new int[] {1, 2, 4, 8, 16}) {
                BufferedImage grey = ImageTypeSpecifier.createGrayscale(
                                bits, bits == 16 ? DataBuffer.TYPE_USHORT : DataBuffer.TYPE_BYTE, false)
                        .createBufferedImage(WIDTH, HEIGHT);
                files.put("png grey " + bits + suffix, png(noisy(grey), interlaced));
            }
            for (int bits : new int[] {1, 2, 4, 8}) {
                files.put("png palette " + bits + suffix, png(noisy(palette(bits)), interlaced));
            }
            for (int type : new int[] {DataBuffer.TYPE_BYTE, DataBuffer.TYPE_USHORT}) {
                for (int bands = 2; bands <= 4; bands++) {
                    files.put(
                            "png %d bands, type %d%s".formatted(bands, type, suffix),
                            png(noisy(interleaved(bands, type)), interlaced));
                }
            }
        }
    }

    private static BufferedImage interleaved(int bands, int type) {
        int[] offsets = new int[bands];
        for (int band = 0; band < bands; band++) {
            offsets[band] = band;
        }
        ColorSpace space = ColorSpace.getInstance(bands < 3 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
        return ImageTypeSpecifier.createInterleaved(space, offsets, type, bands % 2 == 0, false)
                .createBufferedImage(WIDTH, HEIGHT);
    }

    private static BufferedImage palette(int bits) {
        int colours = 1 << bits;
        byte[][] channels = new byte[4][colours];
        SplittableRandom random = new SplittableRandom(bits);
        for (byte[] channel : channels) {
            random.nextBytes(channel);
        }
        IndexColorModel model = new IndexColorModel(bits, colours, channels[0], channels[1], channels[2], channels[3]);
        WritableRaster raster = bits == 8
                ? Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, WIDTH, HEIGHT, 1, new Point())
                : Raster.createPackedRaster(DataBuffer.TYPE_BYTE, WIDTH, HEIGHT, 1, bits, new Point());
        return new BufferedImage(model, raster, false, null);
    }

    private static BufferedImage noisy(BufferedImage image) {
        WritableRaster raster = image.getRaster();
        SplittableRandom random = new SplittableRandom(1);
        for (int y = 0; y < raster.getHeight(); y++) {
            for (int x = 0; x < raster.getWidth(); x++) {
                for (int band = 0; band < raster.getNumBands(); band++) {
                    int most = (1 << Math.min(16, raster.getSampleModel().getSampleSize(band))) - 1;
                    raster.setSample(x, y, band, (x * most / WIDTH + random.nextInt(1 + most / 8)) & most);
                }
            }
        }
        return image;
    }

    private static byte[] png(BufferedImage image, boolean interlaced) throws IOException {
        return write("png", image, interlaced, "");
    }

    private static byte[] write(String format, BufferedImage image, boolean progressive, String compression)
            throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (param.canWriteProgressive()) {
                param.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            }
            if (!compression.isEmpty()) {
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionType(compression);
            }
            if (param instanceof BMPImageWriteParam bmp) {
                bmp.setTopDown(progressive);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    private void addJpeg() throws IOException {
        BufferedImage colour = noisy(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR));
        BufferedImage grey = noisy(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY));
        files.put("jpeg grey", write("jpeg", grey, false, ""));
        files.put("jpeg grey progressive", write("jpeg", grey, true, ""));
        files.put("jpeg colour", write("jpeg", colour, false, ""));
        files.put("jpeg progressive", write("jpeg", colour, true, ""));
        byte[] four = Fixtures.fourComponentJpeg(10, 80, 200, 40);
        files.put("jpeg cmyk", four);
        files.put("jpeg cmyk inverted", Fixtures.withAdobe(four, 0));
        files.put("jpeg ycck", Fixtures.withAdobe(four, 2));
    }

    private void addGif() throws IOException {
        files.put("gif", write("gif", noisy(palette(8)), false, ""));
        files.put("gif interlaced", write("gif", noisy(palette(4)), true, ""));
        files.put("gif animated", Fixtures.animatedGif(3));
    }

    private void addBmp() throws IOException {
        int[] types = {
            BufferedImage.TYPE_3BYTE_BGR,
            BufferedImage.TYPE_INT_RGB,
            BufferedImage.TYPE_USHORT_565_RGB,
            BufferedImage.TYPE_USHORT_555_RGB,
            BufferedImage.TYPE_BYTE_GRAY
        };
        for (int type : types) {
            BufferedImage image = noisy(new BufferedImage(WIDTH, HEIGHT, type));
            files.put("bmp type " + type, Fixtures.file("bmp", image));
        }
        for (int bits : new int[] {1, 4, 8}) {
            files.put("bmp palette " + bits, write("bmp", noisy(opaque(palette(bits))), bits == 8, "BI_RGB"));
        }
        files.put("bmp runs of 8", write("bmp", noisy(opaque(palette(8))), false, "BI_RLE8"));
        files.put("bmp runs of 4", write("bmp", noisy(opaque(palette(4))), false, "BI_RLE4"));
        files.put("bmp os/2", coreBmp());
    }

    private static BufferedImage opaque(BufferedImage image) {
        IndexColorModel model = (IndexColorModel) image.getColorModel();
        int[] colours = new int[model.getMapSize()];
        model.getRGBs(colours);
        ColorModel opaque =
                new IndexColorModel(model.getPixelSize(), colours.length, colours, 0, false, -1, DataBuffer.TYPE_BYTE);
        assert opaque.getTransparency() == Transparency.OPAQUE;
        return new BufferedImage(opaque, image.getRaster(), false, null);
    }

    /** With the 12-byte header of old. */
    private static byte[] coreBmp() {
        ByteBuffer file = ByteBuffer.allocate(26 + 12 * 8).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(26);
        file.putInt(12)
                .putShort((short) 4)
                .putShort((short) 8)
                .putShort((short) 1)
                .putShort((short) 24);
        return file.array();
    }

    private void addWebp() throws IOException {
        files.put("webp tiny", Fixtures.WEBP_RED);
        files.put("webp tiny, lossy", Fixtures.WEBP_LOSSY);
        files.put("webp tiny, lossy with alpha", Fixtures.WEBP_LOSSY_HALF);
        files.put("webp animated", Fixtures.WEBP_ANIMATED);
        for (String name : WEBP) {
            files.put("webp " + name, resource(name + ".webp"));
        }
    }

    private void addAnimations() throws IOException {
        List<AnimationFiles.Part> parts = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(3);
        for (Disposal disposal : Disposal.values()) {
            int[] grey = random.ints(WIDTH * HEIGHT / 4L, 0, 255).toArray();
            parts.add(new AnimationFiles.Part(4, 2, WIDTH / 2, HEIGHT / 2, true, disposal, grey));
        }
        parts.addAll(0, AnimationFiles.plain(WIDTH, HEIGHT, 60));
        files.put("gif of parts, animated", AnimationFiles.gif(WIDTH, HEIGHT, parts));
        files.put("png of parts, animated", AnimationFiles.png(WIDTH, HEIGHT, parts, true));
        files.put("webp of parts, animated", AnimationFiles.webp(WIDTH, HEIGHT, parts));
    }

    /** Written by libwebp's tools. */
    static byte[] resource(String name) throws IOException {
        try (InputStream in = FuzzFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            return in.readAllBytes();
        }
    }

    /** Files whose pixels, or whose reader's tables, are thousands of times their own size. */
    static Map<String, byte[]> bombs() throws IOException {
        Map<String, byte[]> bombs = new LinkedHashMap<>();
        bombs.put("png of 16 bits with alpha", vastPng(16, 6, false));
        bombs.put("png of 16 bits with alpha, interlaced", vastPng(16, 6, true));
        bombs.put("png of 1 bit", vastPng(1, 0, false));
        BufferedImage vast = new BufferedImage(4000, 4000, BufferedImage.TYPE_BYTE_GRAY);
        bombs.put("jpeg", write("jpeg", vast, false, ""));
        bombs.put("jpeg progressive", write("jpeg", vast, true, ""));
        bombs.put("gif", write("gif", vast, true, ""));
        bombs.put("bmp of runs", vastBmp());
        bombs.put("webp without one bit a pixel", resource("vast-ll.webp"));
        bombs.put("webp with 65,536 groups of codes", manyCodesWebp());
        bombs.put("webp with a group of codes for every block", everyBlockWebp());
        return bombs;
    }

    private static byte[] vastPng(int bits, int colourType, boolean interlaced) throws IOException {
        int side = 4000;
        byte[] header = ByteBuffer.allocate(13)
                .putInt(side)
                .putInt(side)
                .put((byte) bits)
                .put((byte) colourType)
                .putShort((short) 0)
                .put((byte) (interlaced ? 1 : 0))
                .array();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
            byte[] row = new byte[1 + side * (colourType == 6 ? 4 : 1) * bits / 8];
            // Interlaced rows are shorter and more; this is enough for both.
            for (int y = 0; y < side + (interlaced ? 10 : 0); y++) {
                deflater.write(row);
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        file.writeBytes(Fixtures.chunk("IHDR", header));
        file.writeBytes(Fixtures.chunk("IDAT", data.toByteArray()));
        file.writeBytes(Fixtures.chunk("IEND", new byte[0]));
        return file.toByteArray();
    }

    private static byte[] vastBmp() {
        int side = 4000;
        int runs = 16 + (2 * (side / 250) + 2) * side;
        ByteBuffer file = ByteBuffer.allocate(14 + 40 + 4 * 256 + runs).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(14 + 40 + 4 * 256);
        file.putInt(40)
                .putInt(side)
                .putInt(side)
                .putShort((short) 1)
                .putShort((short) 8)
                .putInt(1)
                .putInt(runs);
        file.position(14 + 40 + 4 * 256);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x += 250) {
                file.put((byte) 250).put((byte) y);
            }
            file.putShort((short) 0);
        }
        file.put((byte) 0).put((byte) 1);
        return file.array();
    }

    /**
     * A lossless WebP file of 8x8 pixels whose one block names group 65,535 (RFC 9649, section 3.7.2.2): a reader makes five tables
     * for each group up to that one.
     */
    private static byte[] manyCodesWebp() {
        LowBits bits = new LowBits();
        bits.put(0x2f, 8).put(7, 14).put(7, 14).put(0, 4);
        // No transform, no cache; several groups, blocks of 512 pixels.
        bits.put(0, 1).put(0, 1).put(1, 1).put(7, 3);
        bits.put(0, 1).symbol(255).symbol(255).symbol(0).symbol(0).symbol(0);
        for (int code = 0; code < 5 * 65_536; code++) {
            bits.symbol(0);
        }
        return riff(bits.bytes());
    }

    /**
     * A lossless WebP file of 1024x1024 pixels each of whose 65,536 blocks names a group of its own. Red and green are coded by 256
     * symbols of eight bits; all else is one symbol.
     */
    static byte[] everyBlockWebp() {
        LowBits bits = new LowBits();
        bits.put(0x2f, 8).put(1023, 14).put(1023, 14).put(0, 4);
        // No transform, no cache; several groups, blocks of 4x4 pixels, whose numbers are coded without a cache.
        bits.put(0, 1).put(0, 1).put(1, 1).put(0, 3).put(0, 1);
        bits.eightBitCode(true).eightBitCode(false).symbol(0).symbol(0).symbol(0);
        for (int block = 0; block < 65_536; block++) {
            bits.put(Integer.reverse(block << 24) & 0xff, 8).put(Integer.reverse(block >> 8 << 24) & 0xff, 8);
        }
        for (int code = 0; code < 5 * 65_536; code++) {
            bits.symbol(0);
        }
        return riff(bits.bytes());
    }

    private static byte[] riff(byte[] data) {
        ByteBuffer file =
                ByteBuffer.allocate(20 + data.length + data.length % 2).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(file.capacity() - 8);
        file.put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII)).putInt(data.length);
        return file.put(data).array();
    }

    /** Writes bits, the lowest first. */
    private static final class LowBits {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long pending;
        private int count;

        LowBits put(int value, int width) {
            pending |= (long) value << count;
            count += width;
            while (count >= 8) {
                bytes.write((int) pending);
                pending >>>= 8;
                count -= 8;
            }
            return this;
        }

        /** A code of one symbol, which takes no bits. */
        LowBits symbol(int symbol) {
            put(1, 1).put(0, 1);
            return symbol < 2 ? put(0, 1).put(symbol, 1) : put(1, 1).put(symbol, 8);
        }

        /** The first 256 symbols, of eight bits each; {@code more} where the code has more symbols. */
        LowBits eightBitCode(boolean more) {
            // Twelve lengths of length codes are stated, and only that of eight is one.
            put(0, 1).put(8, 4);
            for (int order = 0; order < 12; order++) {
                put(order == 11 ? 1 : 0, 3);
            }
            return more ? put(1, 1).put(3, 3).put(254, 8) : put(0, 1);
        }

        byte[] bytes() {
            put(0, 7);
            return bytes.toByteArray();
        }
    }
}
