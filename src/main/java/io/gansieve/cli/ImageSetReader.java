package io.gansieve.cli;

import io.gansieve.image.Image;
import io.gansieve.image.ImageFile;
import io.gansieve.image.ImageSource;
import io.gansieve.image.Printable;
import io.gansieve.image.codec.DecodeResult;
import io.gansieve.image.codec.ImageDecoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the images behind paths into memory, at a detector's shape and by its fit. Animations and files that give no image are passed over and
 * named, so that figures stand for a set that their reader knows. Used by one thread.
 */
final class ImageSetReader {
    private final ImageDecoder decoder;
    private final int limit;
    private final PrintWriter err;
    private final Progress progress;
    private long read;

    /** @param limit of the images of a set: the first so many */
    ImageSetReader(ImageDecoder decoder, int limit, PrintWriter err) {
        this.decoder = decoder;
        this.limit = limit;
        this.err = err;
        this.progress = Progress.on(err, "images read", 0);
    }

    /** @throws CommandFailure if there is no image at all */
    ImageSet read(String name, List<String> paths) throws IOException, CommandFailure {
        List<Image> images = new ArrayList<>();
        for (String path : paths) {
            readPath(path, images);
        }
        if (images.isEmpty()) {
            throw new CommandFailure("%s: expected images, found none in %s".formatted(name, String.join(", ", paths)));
        }
        return new ImageSet(name, images);
    }

    /** Ends what shows the progress. */
    void end() {
        progress.end(read);
    }

    private void readPath(String path, List<Image> images) throws IOException {
        try (ImageSource source = ImageSource.open(path)) {
            while (images.size() < limit) {
                Optional<ImageFile> file = source.next();
                if (file.isEmpty()) {
                    return;
                }
                decoded(file.get()).ifPresent(images::add);
                progress.at(++read);
            }
        }
    }

    private Optional<Image> decoded(ImageFile file) {
        DecodeResult result = decoder.decode(file.bytes());
        if (result instanceof DecodeResult.Decoded decoded) {
            return Optional.of(decoded.image());
        }
        err.println("%s is passed over: %s".formatted(Printable.line(file.name()), problem(result)));
        return Optional.empty();
    }

    /** Which of an animation's frames are what they are said to be, nobody knows. */
    private static String problem(DecodeResult result) {
        if (result instanceof DecodeResult.Animation animation) {
            return "an animation of %d frames; only stills are measured".formatted(animation.count());
        }
        DecodeResult.Undecodable problem = (DecodeResult.Undecodable) result;
        return problem.reason().text() + ": " + problem.message();
    }
}
