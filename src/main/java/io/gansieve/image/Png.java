package io.gansieve.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes images as PNG files, without loss: decoding gives the same bytes back. Same image, same file. */
public final class Png {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private Png() {}

    public static byte[] encode(Image image) {
        return encode(PixelGrid.of(image));
    }

    /** As it is, or shrunk in its proportions until neither side is longer than {@code side} pixels. */
    public static byte[] thumbnail(Image image, int side) {
        ImageShape shape = image.shape();
        int longer = Math.max(shape.width(), shape.height());
        return longer <= side
                ? encode(image)
                : encode(PixelGrid.of(image)
                        .resizedTo(
                                Math.max(1, shape.width() * side / longer),
                                Math.max(1, shape.height() * side / longer)));
    }

    public static byte[] encode(PixelGrid grid) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SIGNATURE);
        int colourType = grid.channels() == 1 ? 0 : 2;
        byte[] header = ByteBuffer.allocate(13)
                .putInt(grid.width())
                .putInt(grid.height())
                .put((byte) 8)
                .put((byte) colourType)
                .array();
        writeChunk(file, "IHDR", header);
        writeChunk(file, "IDAT", deflate(unfiltered(grid)));
        writeChunk(file, "IEND", new byte[0]);
        return file.toByteArray();
    }

    /** Every row with a leading zero, the filter type "none". */
    private static byte[] unfiltered(PixelGrid grid) {
        int stride = grid.width() * grid.channels();
        byte[] rows = new byte[(stride + 1) * grid.height()];
        for (int y = 0; y < grid.height(); y++) {
            System.arraycopy(grid.pixels(), y * stride, rows, y * (stride + 1) + 1, stride);
        }
        return rows;
    }

    private static byte[] deflate(byte[] data) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(data);
            deflater.finish();
            ByteArrayOutputStream deflated = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                deflated.write(buffer, 0, deflater.deflate(buffer));
            }
            return deflated.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static void writeChunk(ByteArrayOutputStream file, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        file.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        file.writeBytes(name);
        file.writeBytes(data);
        file.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
