package io.gansieve.image.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.gansieve.image.codec.Frame.Blend;
import io.gansieve.image.codec.Frame.Disposal;
import java.util.ArrayList;
import java.util.List;

/** Walks the blocks of a GIF file (GIF89a specification). */
final class GifFile {
    private static final int HEADER = 13;
    private static final int TRAILER = 0x3b;
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int IMAGE_DESCRIPTOR = 10;
    private static final int GRAPHIC_CONTROL = 0xf9;

    private final FileBytes file;
    private final MetadataPlaces metadata = new MetadataPlaces();
    private final List<Frame> frames = new ArrayList<>();
    private Disposal disposal = Disposal.KEEP;
    private int transparent = -1;

    private GifFile(FileBytes file) {
        this.file = file;
    }

    static Container walk(FileBytes file) throws UndecodableException {
        return new GifFile(file).walk();
    }

    private Container walk() throws UndecodableException {
        int offset = HEADER + colourTableBytes(file.u8(10));
        // A file without its trailer is as complete as its frames.
        while (offset < file.length() && file.u8(offset) != TRAILER) {
            int block = file.u8(offset);
            // Between blocks some files hold other bytes, which Pillow passes over one by one to show the frames
            // behind.
            offset = block == EXTENSION ? extension(offset) : block == IMAGE ? image(offset) : offset + 1;
        }
        if (frames.isEmpty()) {
            throw UndecodableException.corrupt("gif", "expected a frame at offset %d, found none".formatted(offset));
        }
        Frame first = frames.get(0);
        int width = Math.max(file.u16(6, LITTLE_ENDIAN), first.left() + first.width());
        int height = Math.max(file.u16(8, LITTLE_ENDIAN), first.top() + first.height());
        return new Container(FileFormat.GIF, width, height, Orientation.NORMAL, frames, metadata.places());
    }

    private int extension(int offset) throws UndecodableException {
        int label = file.u8(offset + 1);
        int content = offset + 2;
        if (label == GRAPHIC_CONTROL && file.u8(content) >= 4) {
            int packed = file.u8(content + 1);
            transparent = (packed & 1) == 1 ? file.u8(content + 4) : -1;
            disposal = disposal(packed >> 2 & 7);
        }
        int end = subBlocks(content);
        if (label != GRAPHIC_CONTROL) {
            String name = label == 0xfe ? "comment" : label == 0xff ? "application" : "extension";
            metadata.add(name, content, end - content);
        }
        return end;
    }

    /** 4 is written for 3 by old programs; before the first frame there is nothing to restore. */
    private Disposal disposal(int code) {
        return switch (code) {
            case 2 -> Disposal.CLEAR;
            case 3, 4 -> frames.isEmpty() ? Disposal.CLEAR : Disposal.RESTORE;
            default -> Disposal.KEEP;
        };
    }

    private int image(int offset) throws UndecodableException {
        int width = file.u16(offset + 5, LITTLE_ENDIAN);
        int height = file.u16(offset + 7, LITTLE_ENDIAN);
        if (width < 1 || height < 1) {
            throw UndecodableException.corrupt(
                    "gif", "expected at least 1x1 pixels, found %dx%d".formatted(width, height));
        }
        int packed = file.u8(offset + 9);
        int data = offset + IMAGE_DESCRIPTOR + colourTableBytes(packed);
        int end = subBlocks(data + 1);
        boolean local = (packed & 0x80) != 0;
        GifPicture picture = new GifPicture(
                file,
                width,
                height,
                local ? offset + IMAGE_DESCRIPTOR : HEADER,
                colourTableBytes(local ? packed : file.u8(10)) / 3,
                transparent,
                (packed & 0x40) != 0,
                data);
        AnimationLimits.checkCount("gif", frames.size() + 1);
        frames.add(new Frame(
                file.u16(offset + 1, LITTLE_ENDIAN),
                file.u16(offset + 3, LITTLE_ENDIAN),
                width,
                height,
                Blend.OVER,
                disposal,
                picture));
        transparent = -1;
        disposal = Disposal.KEEP;
        return end;
    }

    /** Bytes of the colour table that a packed field announces. */
    private static int colourTableBytes(int packed) {
        return (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);
    }

    private int subBlocks(int start) throws UndecodableException {
        int offset = start;
        int length = file.u8(offset);
        while (length != 0) {
            offset += length + 1;
            length = file.u8(offset);
        }
        return offset + 1;
    }
}
