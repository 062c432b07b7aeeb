package io.gansieve.gan;

import io.gansieve.image.LabeledImage;
import io.gansieve.image.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The images of one round, drawn before it starts.
 *
 * @param real steps × batch size labelled reals, in the order in which they are used
 * @param generated labelled generated images from outside, for the detector only; may be empty, else steps × rows a step. No source
 *     is called like a {@link Forger}: see {@link io.gansieve.image.SourceName#outside}
 */
public record RoundImages(List<LabeledImage> real, List<LabeledImage> generated) {
    public RoundImages {
        real = List.copyOf(real);
        generated = List.copyOf(generated);
    }

    /** SHA-256 in hex over pixels, labels and order: what the round was trained on, for its report. */
    public String digest() {
        MessageDigest sha256 = Sha256.start();
        Stream.concat(real.stream(), generated.stream()).forEach(labeled -> {
            sha256.update((labeled.label().text() + '/' + labeled.imageClass() + '/' + labeled.source() + '\n')
                    .getBytes(StandardCharsets.UTF_8));
            sha256.update(labeled.image().pixels());
        });
        return HexFormat.of().formatHex(sha256.digest());
    }
}
