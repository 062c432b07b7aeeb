package io.gansieve.image.codec;

import java.util.ArrayList;
import java.util.List;

/** Collects where a file says something of itself. Of more than {@link #MOST} places the first are kept. */
final class MetadataPlaces {
    static final int MOST = 256;

    /**
     * @param name of the segment or chunk in its format: {@code APP1}, {@code iTXt}, {@code XMP}
     * @param offset of its content in the file, in bytes
     */
    record Place(String name, int offset, int length) {}

    private final List<Place> places = new ArrayList<>();
    private Orientation orientation = Orientation.NORMAL;
    private boolean oriented;

    void add(String name, int offset, int length) {
        if (places.size() < MOST) {
            places.add(new Place(name, offset, length));
        }
    }

    /** The same for a TIFF structure; the first one decides how the picture is shown. */
    void addExif(String name, FileBytes file, int offset, int length) {
        add(name, offset, length);
        if (!oriented) {
            oriented = true;
            orientation = Exif.orientation(file, offset, length);
        }
    }

    Orientation orientation() {
        return orientation;
    }

    List<Place> places() {
        return places;
    }
}
