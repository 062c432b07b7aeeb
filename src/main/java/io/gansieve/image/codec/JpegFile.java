package io.gansieve.image.codec;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Walks the segments of a JPEG file (ITU T.81, annex B). A decoder gets neither application segments nor comments: what they say
 * of colour and orientation is read here.
 */
final class JpegFile {
    /** A file of more scans than this costs far more time than its pixels warrant. */
    private static final int MAX_SCANS = 100;

    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int COMMENT = 0xfe;

    private final FileBytes file;
    private final ByteArrayOutputStream essential;
    private final MetadataPlaces metadata = new MetadataPlaces();
    private int offset = 2;
    private int frame = -1;
    private int adobeTransform = -1;
    private boolean jfif;
    private int scans;
    private long scanned;
    private JpegScans progress = JpegScans.NONE;

    private JpegFile(FileBytes file) {
        this.file = file;
        this.essential = new ByteArrayOutputStream(file.length());
    }

    static Container walk(FileBytes file) throws UndecodableException {
        return new JpegFile(file).walk();
    }

    private Container walk() throws UndecodableException {
        essential.write(file.bytes(), 0, 2);
        int marker = nextMarker();
        while (marker != EOI) {
            segment(marker);
            marker = nextMarker();
        }
        if (frame < 0 || scans == 0) {
            throw UndecodableException.corrupt("jpeg", "expected a frame and a scan before the end, found none");
        }
        essential.write(0xff);
        essential.write(EOI);
        int height = file.u16(frame + 5, BIG_ENDIAN);
        int width = file.u16(frame + 7, BIG_ENDIAN);
        JpegPicture picture = new JpegPicture(essential.toByteArray(), width, height, colour(), scans > 1, scanned);
        return new Container(
                FileFormat.JPEG,
                width,
                height,
                metadata.orientation(),
                List.of(Frame.still(width, height, picture)),
                metadata.places());
    }

    /**
     * Moves past the next marker; fill bytes and, as some cameras write it, padding may precede it. Where the file ends after
     * scans that make the whole picture, its end marker is all that is missing.
     */
    private int nextMarker() throws UndecodableException {
        while (true) {
            while (offset < file.length() && file.u8(offset) != 0xff) {
                offset++;
            }
            while (offset < file.length() && file.u8(offset) == 0xff) {
                offset++;
            }
            if (offset >= file.length()) {
                if (progress.areComplete()) {
                    return EOI;
                }
                throw UndecodableException.corrupt("jpeg", "truncated, expected a marker, found the end of the file");
            }
            int marker = file.u8(offset++);
            // Stuffed zeros and restart markers of a scan that was left.
            if (marker != 0 && (marker < 0xd0 || marker > 0xd7) && marker != 1) {
                return marker;
            }
        }
    }

    private void segment(int marker) throws UndecodableException {
        int start = offset - 2;
        int length = Math.max(2, file.u16(offset, BIG_ENDIAN));
        file.require(offset, length);
        if (isFrame(marker)) {
            frame(marker, start);
        }
        boolean told = (marker >= 0xe0 && marker <= 0xef) || marker == COMMENT;
        if (told) {
            told(marker, offset + 2, length - 2);
        }
        if (marker == SOS) {
            scanHeader(length);
        }
        offset += length;
        if (marker == SOS) {
            scan();
        }
        if (!told) {
            essential.write(file.bytes(), start, offset - start);
        }
    }

    private void told(int marker, int content, int length) throws UndecodableException {
        if (marker == 0xee && length >= 12 && file.has(content, "Adobe")) {
            adobeTransform = file.u8(content + 11);
        }
        jfif |= marker == 0xe0 && length >= 5 && file.has(content, "JFIF");
        String name = marker == COMMENT ? "COM" : "APP" + (marker - 0xe0);
        if (marker == 0xe1 && length >= 6 && file.has(content, "Exif\0")) {
            metadata.addExif(name, file, content + 6, length - 6);
        } else {
            metadata.add(name, content, length);
        }
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private void frame(int marker, int start) throws UndecodableException {
        if (marker > 0xc2) {
            String kind = marker == 0xc3 ? "lossless" : marker >= 0xc9 ? "arithmetic" : "hierarchical";
            throw UndecodableException.unsupported(
                    "jpeg",
                    "%s coding (marker ff%02x) is not read: save it as baseline or progressive"
                            .formatted(kind, marker));
        }
        if (frame >= 0) {
            throw UndecodableException.corrupt("jpeg", "expected one frame, found two");
        }
        int bits = file.u8(start + 4);
        int components = file.u8(start + 9);
        if (bits != 8 || (components != 1 && components != 3 && components != 4)) {
            throw UndecodableException.unsupported(
                    "jpeg", "expected 1, 3 or 4 components of 8 bits, found %d of %d".formatted(components, bits));
        }
        if (file.u16(start + 5, BIG_ENDIAN) < 1 || file.u16(start + 7, BIG_ENDIAN) < 1) {
            throw UndecodableException.corrupt(
                    "jpeg",
                    "expected at least 1x1 pixels, found %dx%d"
                            .formatted(file.u16(start + 7, BIG_ENDIAN), file.u16(start + 5, BIG_ENDIAN)));
        }
        frame = start;
        progress = JpegScans.of(marker == 0xc2, file, start);
    }

    private void scanHeader(int length) throws UndecodableException {
        if (++scans > MAX_SCANS) {
            throw UndecodableException.unsupported("jpeg", "expected at most %d scans".formatted(MAX_SCANS));
        }
        FileBytes header = file.part(offset + 2, length - 2);
        progress.add(header);
        scanned += progress.pixels(header);
    }

    /** Moves to the marker behind entropy-coded data, or to the end; restart markers and stuffed zeros belong to the data. */
    private void scan() {
        byte[] bytes = file.bytes();
        while (offset < bytes.length) {
            if (bytes[offset] == (byte) 0xff) {
                int next = offset + 1 < bytes.length ? bytes[offset + 1] & 0xff : EOI;
                if (next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) {
                    return;
                }
            }
            offset++;
        }
    }

    private JpegColour colour() throws UndecodableException {
        return switch (file.u8(frame + 9)) {
            case 1 -> JpegColour.GREY;
            case 3 -> threeComponents();
            default -> adobeTransform <= 0 ? JpegColour.CMYK : JpegColour.YCCK;
        };
    }

    private JpegColour threeComponents() throws UndecodableException {
        if (jfif || adobeTransform >= 0) {
            return !jfif && adobeTransform == 0 ? JpegColour.RGB : JpegColour.YCBCR;
        }
        boolean namedRgb = file.u8(frame + 10) == 'R' && file.u8(frame + 13) == 'G' && file.u8(frame + 16) == 'B';
        return namedRgb ? JpegColour.RGB : JpegColour.YCBCR;
    }
}
