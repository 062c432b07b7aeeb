package io.gansieve.image.codec;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.gansieve.image.codec.Frame.Blend;
import io.gansieve.image.codec.Frame.Disposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/** Walks the chunks of a PNG file (W3C PNG, third edition), an animated one too. */
final class PngFile {
    private static final int SIGNATURE = 8;
    private static final int CHUNK_OVERHEAD = 12;
    private static final int SEQUENCE_NUMBER = 4;

    /** What pixels depend on; the checksums of all else are not looked at. */
    private static final Set<String> CHECKED = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "acTL", "fcTL", "fdAT");

    private static final Set<String> TOLD = Set.of("tEXt", "zTXt", "iTXt", "iCCP", "caBX");

    private final FileBytes file;
    private final PngHeader header;
    private final PngColours colours = new PngColours();
    private final MetadataPlaces metadata = new MetadataPlaces();
    private final List<PngPicture.Data> image = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();
    private boolean animated;
    private boolean imageIsFrame;
    private long sequence;
    private int control = -1;
    private List<PngPicture.Data> frameData = new ArrayList<>();

    private PngFile(FileBytes file, PngHeader header) {
        this.file = file;
        this.header = header;
    }

    static Container walk(FileBytes file) throws UndecodableException {
        if (!file.has(SIGNATURE + 4, "IHDR")) {
            throw UndecodableException.corrupt("png", "expected IHDR first");
        }
        checkCrc(file, SIGNATURE, 13, "IHDR");
        return new PngFile(file, PngHeader.read(file, SIGNATURE + 8)).walk();
    }

    private Container walk() throws UndecodableException {
        int offset = SIGNATURE;
        // Without an end marker a file is as complete as its pixels, which their reader checks.
        while (offset < file.length() && !file.has(offset + 4, "IEND")) {
            offset = chunk(offset);
        }
        endFrame();
        if (image.isEmpty()) {
            throw UndecodableException.corrupt("png", "expected an IDAT chunk, found none");
        }
        colours.check(header);
        if (!animated || frames.isEmpty()) {
            frames.clear();
            frames.add(Frame.still(
                    header.width(),
                    header.height(),
                    new PngPicture(file.bytes(), header, colours, List.copyOf(image))));
        }
        return new Container(
                FileFormat.PNG, header.width(), header.height(), metadata.orientation(), frames, metadata.places());
    }

    private int chunk(int offset) throws UndecodableException {
        long length = file.u32(offset, BIG_ENDIAN);
        String type = file.tag(offset + 4);
        int content = offset + SIGNATURE;
        if (!CHECKED.contains(type) && content + length > file.length() && !image.isEmpty()) {
            return file.length();
        }
        file.require(offset, length + CHUNK_OVERHEAD);
        if (CHECKED.contains(type)) {
            checkCrc(file, offset, (int) length, type);
        }
        read(type, content, (int) length);
        return content + (int) length + 4;
    }

    private void read(String type, int content, int length) throws UndecodableException {
        switch (type) {
            case "PLTE" -> colours.palette(file.part(content, length));
            case "tRNS" -> colours.transparency(file.part(content, length));
            case "acTL" -> animated |= image.isEmpty() && length == 8 && file.u32(content, BIG_ENDIAN) > 0;
            case "fcTL" -> startFrame(content, length);
            case "IDAT" -> {
                imageIsFrame |= control >= 0 && image.isEmpty();
                image.add(new PngPicture.Data(content, length));
            }
            case "fdAT" -> {
                if (animated) {
                    number(content, length);
                    frameData.add(new PngPicture.Data(content + SEQUENCE_NUMBER, length - SEQUENCE_NUMBER));
                }
            }
            case "eXIf" -> metadata.addExif(type, file, content, length);
            default -> {
                if (TOLD.contains(type)) {
                    metadata.add(type, content, length);
                }
            }
        }
    }

    /** Control and data chunks of an animation are numbered in one sequence. */
    private void number(int content, int length) throws UndecodableException {
        if (length < SEQUENCE_NUMBER || file.u32(content, BIG_ENDIAN) != sequence) {
            throw UndecodableException.corrupt(
                    "png", "expected number %d of the animation's chunks".formatted(sequence));
        }
        sequence++;
    }

    private void startFrame(int content, int length) throws UndecodableException {
        if (!animated) {
            return;
        }
        if (length != 26) {
            throw UndecodableException.corrupt("png", "expected 26 bytes of fcTL, found " + length);
        }
        number(content, length);
        endFrame();
        control = content;
    }

    private void endFrame() throws UndecodableException {
        if (control < 0) {
            return;
        }
        List<PngPicture.Data> data = frames.isEmpty() && imageIsFrame ? image : frameData;
        if (data.isEmpty()) {
            // The last frame's data are missing: it is not shown.
            return;
        }
        long width = file.u32(control + 4, BIG_ENDIAN);
        long height = file.u32(control + 8, BIG_ENDIAN);
        long left = file.u32(control + 12, BIG_ENDIAN);
        long top = file.u32(control + 16, BIG_ENDIAN);
        if (width < 1 || height < 1 || left + width > header.width() || top + height > header.height()) {
            throw UndecodableException.corrupt(
                    "png", "expected a frame within %dx%d".formatted(header.width(), header.height()));
        }
        AnimationLimits.checkCount("png", frames.size() + 1);
        PngHeader part = header.ofSize((int) width, (int) height);
        frames.add(new Frame(
                (int) left,
                (int) top,
                (int) width,
                (int) height,
                file.u8(control + 25) == 1 ? Blend.OVER : Blend.REPLACE,
                disposal(file.u8(control + 24)),
                new PngPicture(file.bytes(), part, colours, List.copyOf(data))));
        frameData = new ArrayList<>();
        control = -1;
    }

    /** Before the first frame there is nothing to restore. */
    private Disposal disposal(int code) {
        return switch (code) {
            case 1 -> Disposal.CLEAR;
            case 2 -> frames.isEmpty() ? Disposal.CLEAR : Disposal.RESTORE;
            default -> Disposal.KEEP;
        };
    }

    private static void checkCrc(FileBytes file, int offset, int length, String type) throws UndecodableException {
        file.require(offset, length + (long) CHUNK_OVERHEAD);
        CRC32 crc = new CRC32();
        crc.update(file.bytes(), offset + 4, length + 4);
        long stated = file.u32(offset + 8 + length, BIG_ENDIAN);
        if (crc.getValue() != stated) {
            throw UndecodableException.corrupt(
                    "png", "chunk %s states CRC %08x, found %08x".formatted(type, stated, crc.getValue()));
        }
    }
}
