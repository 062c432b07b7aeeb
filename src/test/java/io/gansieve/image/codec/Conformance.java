package io.gansieve.image.codec;

import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.codec.DecodeResult.Animation;
import io.gansieve.image.codec.DecodeResult.Decoded;
import io.gansieve.image.codec.DecodeResult.Frame;
import io.gansieve.image.codec.DecodeResult.Undecodable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How far decoded files are from their references, kind by kind. */
final class Conformance {
    private final Map<String, Kind> kinds = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();

    private static final class Kind {
        private int files;
        private int unread;
        private int greatest;
        private long sum;
        private long values;
    }

    /** Decodes a file in colour and in grey, at its own size. */
    void compare(ReferenceFile file) throws IOException {
        byte[] bytes = Files.readAllBytes(file.path());
        Kind kind = kinds.computeIfAbsent(file.kind(), name -> new Kind());
        kind.files++;
        for (int channels : new int[] {3, 1}) {
            ImageShape shape = new ImageShape(file.height(), file.width(), channels);
            DecodeResult result = new ImageDecoder(shape, ImageFit.REJECT).decode(bytes);
            if (result instanceof Undecodable refused) {
                kind.unread++;
                failures.add("%s: %s".formatted(file, refused));
                return;
            }
            compare(file, frames(result), channels, kind);
        }
    }

    private static List<Frame> frames(DecodeResult result) {
        if (result instanceof Animation animation) {
            return animation.frames();
        }
        return result instanceof Decoded still ? List.of(new Frame(0, still.image())) : List.of();
    }

    private void compare(ReferenceFile file, List<Frame> frames, int channels, Kind kind) throws IOException {
        List<Image> references = file.expected(channels);
        if (frames.size() != file.frames()) {
            failures.add("%s: expected %d frames, found %d".formatted(file, file.frames(), frames.size()));
            return;
        }
        int greatest = 0;
        for (Frame frame : frames) {
            Image expected = references.get(frame.index());
            for (int i = 0; i < expected.shape().size(); i++) {
                int difference = Math.abs(expected.at(i) - frame.image().at(i));
                greatest = Math.max(greatest, difference);
                kind.sum += difference;
            }
            kind.values += expected.shape().size();
        }
        kind.greatest = Math.max(kind.greatest, greatest);
        if (greatest > file.bound().most()) {
            failures.add("%s, %d channels: expected a difference of at most %d, found %d"
                    .formatted(file, channels, file.bound().most(), greatest));
        }
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Markdown; differences in levels of 255, over colour and grey, of files that are read. */
    String table() {
        StringBuilder table = new StringBuilder(
                "| kind | files | not read | greatest difference | mean |\n| --- | ---: | ---: | ---: | ---: |\n");
        kinds.forEach((name, kind) -> table.append(
                "| %s | %d | %d | %d | %.3f |%n".formatted(name, kind.files, kind.unread, kind.greatest, mean(kind))));
        return table.toString();
    }

    private static double mean(Kind kind) {
        return kind.values == 0 ? 0 : (double) kind.sum / kind.values;
    }
}
