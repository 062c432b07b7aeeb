package io.gansieve.cli;

import io.gansieve.scoring.Detector;
import io.gansieve.scoring.onnx.ModelRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A detector's file as a user names it. */
final class DetectorFile {
    private DetectorFile() {}

    /** Whoever calls closes the detector. */
    static Detector load(Path file) throws IOException, CommandFailure {
        if (!Files.isRegularFile(file)) {
            throw new CommandFailure(
                    "there is no detector at %s; name one with --model, --data-dir or --bootstrap-servers"
                            .formatted(file));
        }
        try {
            return Detector.load(bytes(file), ModelRules.FOREIGN);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** No more of it than a model may have, whatever size the file says. */
    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(ModelRules.FOREIGN.bytes() + 1);
        }
    }
}
