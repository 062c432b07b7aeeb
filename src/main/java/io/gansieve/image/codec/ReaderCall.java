package io.gansieve.image.codec;

import io.gansieve.image.PixelGrid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** One picture out of one reader; what the reader only warns of (data that end early) counts as an error. */
final class ReaderCall implements IIOReadWarningListener {
    /** libjpeg skips padding between segments, which some cameras write: the picture is whole. */
    private static final String HARMLESS = "extraneous bytes before marker";

    private final ImageReader reader;
    private final ParsedFile parsed;
    private final List<String> warnings = new ArrayList<>();

    ReaderCall(ImageReader reader, ParsedFile parsed) {
        this.reader = reader;
        this.parsed = parsed;
    }

    PixelGrid read() throws IOException, UndecodableException {
        reader.addIIOReadWarningListener(this);
        PixelGrid grid = parsed.format() == FileFormat.JPEG
                ? PixelReader.read(reader.readRaster(0, reader.getDefaultReadParam()), parsed.colour())
                : PixelReader.read(reader.read(0));
        if (!warnings.isEmpty()) {
            throw UndecodableException.corrupt(parsed.format().text(), warnings.get(0));
        }
        return grid;
    }

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        if (!warning.contains(HARMLESS)) {
            warnings.add(warning);
        }
    }
}
