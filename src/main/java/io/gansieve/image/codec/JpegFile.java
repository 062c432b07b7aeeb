package io.gansieve.image.codec;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.io.ByteArrayOutputStream;

/**
 * Walks the segments of a JPEG file (ITU T.81, annex B) up to its end marker, whose absence readers only warn about. Of the
 * application segments only Adobe's colour marker is kept. EXIF goes with the rest, so that its orientation is not applied.
 */
final class JpegFile {
    /** A file of more scans than this costs far more time than its pixels warrant. */
    private static final int MAX_SCANS = 100;

    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;

    private final FileBytes file;
    private final ByteArrayOutputStream essential;
    private int offset = 2;
    private int frame = -1;
    private int adobeTransform = -1;
    private boolean jfif;
    private int scans;

    private JpegFile(FileBytes file) {
        this.file = file;
        this.essential = new ByteArrayOutputStream(file.length());
    }

    static ParsedFile parse(FileBytes file) throws UndecodableException {
        return new JpegFile(file).parse();
    }

    private ParsedFile parse() throws UndecodableException {
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
        return ParsedFile.jpeg(width, height, colour(), essential.toByteArray());
    }

    /** Moves past the next marker; fill bytes may precede it. */
    private int nextMarker() throws UndecodableException {
        if (file.u8(offset) != 0xff) {
            throw UndecodableException.corrupt(
                    "jpeg", "expected a marker at offset %d, found %02x".formatted(offset, file.u8(offset)));
        }
        while (file.u8(offset) == 0xff) {
            offset++;
        }
        return file.u8(offset++);
    }

    private void segment(int marker) throws UndecodableException {
        int start = offset - 2;
        int length = file.u16(offset, BIG_ENDIAN);
        file.require(offset, Math.max(2, length));
        if (isFrame(marker)) {
            frame(marker, start);
        }
        boolean application = (marker >= 0xe0 && marker <= 0xef) || marker == 0xfe;
        boolean adobe = marker == 0xee && length >= 14 && file.tag(offset + 2).equals("Adob");
        jfif |= marker == 0xe0 && length >= 7 && file.tag(offset + 2).equals("JFIF");
        if (adobe) {
            adobeTransform = file.u8(offset + 13);
        }
        offset += Math.max(2, length);
        if (marker == SOS) {
            scan();
        }
        if (!application || adobe) {
            essential.write(file.bytes(), start, offset - start);
        }
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private void frame(int marker, int start) throws UndecodableException {
        if (marker > 0xc2) {
            throw UndecodableException.unsupported(
                    "jpeg", "expected a baseline or progressive frame, found marker ff%02x".formatted(marker));
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
        ParsedFile.checkSize(FileFormat.JPEG, file.u16(start + 7, BIG_ENDIAN), file.u16(start + 5, BIG_ENDIAN));
        frame = start;
    }

    /** Moves to the marker behind entropy-coded data; restart markers and stuffed zeros belong to it. */
    private void scan() throws UndecodableException {
        if (++scans > MAX_SCANS) {
            throw UndecodableException.unsupported("jpeg", "expected at most %d scans".formatted(MAX_SCANS));
        }
        while (true) {
            if (file.u8(offset) == 0xff) {
                int next = file.u8(offset + 1);
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
            default ->
                adobeTransform < 0
                        ? JpegColour.CMYK
                        : adobeTransform == 2 ? JpegColour.INVERTED_YCCK : JpegColour.INVERTED_CMYK;
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
