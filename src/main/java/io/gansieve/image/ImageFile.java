package io.gansieve.image;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * An image file as it is sent, not decoded.
 *
 * @param name where it comes from, unique in its {@link ImageSource}; serves as the image's id where nothing better is known
 * @param bytes the file
 * @param imageClass what it shows, as in {@link LabeledImage}, if its source says so
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, and equal by content
public record ImageFile(String name, byte[] bytes, OptionalInt imageClass) {
    public ImageFile {
        bytes = bytes.clone();
        LabeledImage.requireClass(imageClass);
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImageFile that
                && name.equals(that.name)
                && Arrays.equals(bytes, that.bytes)
                && imageClass.equals(that.imageClass);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "ImageFile[%s, %d bytes, %s]".formatted(name, bytes.length, imageClass);
    }
}
