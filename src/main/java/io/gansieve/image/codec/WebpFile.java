package io.gansieve.image.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.gansieve.image.codec.Frame.Blend;
import io.gansieve.image.codec.Frame.Disposal;
import java.util.ArrayList;
import java.util.List;

/** Walks the chunks of a WebP file (RFC 9649), an animated one too. */
final class WebpFile {
    private static final int RIFF_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int FRAME_HEADER = 16;

    private final FileBytes file;
    private final MetadataPlaces metadata = new MetadataPlaces();
    private final List<Frame> frames = new ArrayList<>();
    private int extended = -1;
    private WebpPicture.Chunk alpha = WebpPicture.Chunk.NONE;
    private WebpPicture.Chunk pixels = WebpPicture.Chunk.NONE;

    private WebpFile(FileBytes file) {
        this.file = file;
    }

    static Container walk(FileBytes file) throws UndecodableException {
        return new WebpFile(file).walk();
    }

    private Container walk() throws UndecodableException {
        long stated = CHUNK_HEADER + file.u32(4, LITTLE_ENDIAN);
        int end = (int) Math.min(file.length(), stated);
        int offset = RIFF_HEADER;
        while (offset + CHUNK_HEADER <= end) {
            WebpPicture.Chunk chunk = WebpPicture.Chunk.at(file, offset);
            if (chunk.end() > end) {
                requirePicture("truncated, expected %d bytes of %s".formatted(chunk.length(), file.tag(offset)));
                break;
            }
            read(chunk);
            offset = (int) chunk.next();
        }
        if (frames.isEmpty()) {
            requirePicture("expected a VP8 or VP8L chunk, found none");
            Frame still = still(alpha, pixels);
            if (extended >= 0) {
                requireSize(still, u24(extended + 4) + 1, u24(extended + 7) + 1);
            }
            frames.add(still);
        }
        int width = extended < 0 ? frames.get(0).width() : u24(extended + 4) + 1;
        int height = extended < 0 ? frames.get(0).height() : u24(extended + 7) + 1;
        check(width, height);
        return new Container(FileFormat.WEBP, width, height, metadata.orientation(), frames, metadata.places());
    }

    /** What comes behind a complete picture may be broken. */
    private void requirePicture(String otherwise) throws UndecodableException {
        if (frames.isEmpty() && pixels.isNone()) {
            throw UndecodableException.corrupt("webp", otherwise);
        }
    }

    private void read(WebpPicture.Chunk chunk) throws UndecodableException {
        int content = chunk.content();
        switch (file.tag(chunk.offset())) {
            case "VP8X" -> {
                file.require(content, 10);
                extended = extended < 0 ? content : extended;
            }
            case "ALPH" -> alpha = chunk;
            case "VP8 ", "VP8L" -> pixels = pixels.isNone() ? chunk : pixels;
            case "ANMF" -> frames.add(frame(chunk));
            case "EXIF" -> exif(content, chunk.length());
            case "XMP ", "ICCP", "C2PA" -> metadata.add(file.tag(chunk.offset()).strip(), content, chunk.length());
            default -> {
                // Whatever is to come: not needed for the pixels.
            }
        }
    }

    /** Some programs write the header of a JPEG segment before the TIFF structure. */
    private void exif(int content, int length) {
        boolean header = length >= 6 && file.has(content, "Exif\0");
        metadata.addExif("EXIF", file, content + (header ? 6 : 0), length - (header ? 6 : 0));
    }

    private Frame frame(WebpPicture.Chunk chunk) throws UndecodableException {
        int content = chunk.content();
        file.require(content, FRAME_HEADER);
        int flags = file.u8(content + 15);
        WebpPicture.Chunk frameAlpha = WebpPicture.Chunk.NONE;
        int offset = content + FRAME_HEADER;
        while (offset + CHUNK_HEADER <= chunk.end()) {
            WebpPicture.Chunk part = WebpPicture.Chunk.at(file, offset);
            if (part.end() > chunk.end()) {
                throw UndecodableException.corrupt("webp", "expected a chunk within its frame");
            }
            String tag = file.tag(offset);
            if (tag.equals("ALPH")) {
                frameAlpha = part;
            } else if (tag.equals("VP8 ") || tag.equals("VP8L")) {
                Frame drawn = still(frameAlpha, part);
                requireSize(drawn, u24(content + 6) + 1, u24(content + 9) + 1);
                AnimationLimits.checkCount("webp", frames.size() + 1);
                return new Frame(
                        2 * u24(content),
                        2 * u24(content + 3),
                        drawn.width(),
                        drawn.height(),
                        (flags & 2) == 0 ? Blend.OVER_BY_LIBWEBP : Blend.REPLACE,
                        (flags & 1) == 0 ? Disposal.KEEP : Disposal.CLEAR,
                        drawn.picture());
            }
            offset = (int) part.next();
        }
        throw UndecodableException.corrupt("webp", "expected a VP8 or VP8L chunk in a frame, found none");
    }

    private static void requireSize(Frame drawn, int width, int height) throws UndecodableException {
        if (drawn.width() != width || drawn.height() != height) {
            throw UndecodableException.corrupt(
                    "webp",
                    "expected a picture of %dx%d in its frame, found %dx%d"
                            .formatted(width, height, drawn.width(), drawn.height()));
        }
    }

    private Frame still(WebpPicture.Chunk frameAlpha, WebpPicture.Chunk chunk) throws UndecodableException {
        return file.has(chunk.offset(), "VP8L") ? lossless(chunk) : lossy(frameAlpha, chunk);
    }

    private Frame lossless(WebpPicture.Chunk chunk) throws UndecodableException {
        int data = chunk.content();
        if (file.u8(data) != 0x2f) {
            throw UndecodableException.corrupt("webp", "expected 2f, found %02x".formatted(file.u8(data)));
        }
        int bits = file.i32(data + 1, LITTLE_ENDIAN);
        int width = (bits & 0x3fff) + 1;
        int height = (bits >>> 14 & 0x3fff) + 1;
        return Frame.still(width, height, new WebpPicture(file, width, height, WebpPicture.Chunk.NONE, chunk));
    }

    private Frame lossy(WebpPicture.Chunk frameAlpha, WebpPicture.Chunk chunk) throws UndecodableException {
        int data = chunk.content();
        if (!file.has(data + 3, "\u009d\1*")) {
            throw UndecodableException.corrupt("webp", "expected the start code 9d012a of a key frame");
        }
        int width = file.u16(data + 6, LITTLE_ENDIAN) & 0x3fff;
        int height = file.u16(data + 8, LITTLE_ENDIAN) & 0x3fff;
        if (width < 1 || height < 1) {
            throw UndecodableException.corrupt(
                    "webp", "expected at least 1x1 pixels, found %dx%d".formatted(width, height));
        }
        return Frame.still(width, height, new WebpPicture(file, width, height, frameAlpha, chunk));
    }

    private void check(int width, int height) throws UndecodableException {
        for (Frame frame : frames) {
            if (frame.left() + frame.width() > width || frame.top() + frame.height() > height) {
                throw UndecodableException.corrupt("webp", "expected frames within %dx%d".formatted(width, height));
            }
        }
    }

    private int u24(int offset) throws UndecodableException {
        return file.u16(offset, LITTLE_ENDIAN) | file.u8(offset + 2) << 16;
    }
}
