package io.gansieve.streams;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gansieve.image.Sha256;
import io.gansieve.scoring.Json;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Where a label says its image lies, with the digest that proves it: both as the verdict has them.
 *
 * @param sha256 of the file, 64 hexadecimal digits in lower case
 */
record ImageClaim(DeadLetters.Position position, String sha256) {
    private static final String SHA256 = "[0-9a-f]{64}";

    private record Input(String topic, OptionalInt partition, OptionalLong offset) {}

    private record ClaimJson(
            Optional<Input> input, @JsonProperty("sha256") Optional<String> sha256) {}

    ImageClaim {
        if (position.partition() < 0 || position.offset() < 0) {
            throw new IllegalArgumentException(
                    "input must have a partition and an offset of at least 0: %s".formatted(position));
        }
        if (!sha256.matches(SHA256)) {
            throw new IllegalArgumentException("sha256 must be 64 hexadecimal digits in lower case, found %d characters"
                    .formatted(sha256.length()));
        }
    }

    /**
     * Reads {@code {"input":{"topic":"gansieve-images","partition":0,"offset":17},"sha256":"…"}} beside a label; empty if it has
     * neither. {@link IllegalArgumentException} says what is wrong.
     */
    static Optional<ImageClaim> parse(byte[] label) {
        ClaimJson read = Json.read(label, ClaimJson.class, "a label");
        if (read.input().isEmpty() && read.sha256().isEmpty()) {
            return Optional.empty();
        }
        if (read.input().isEmpty() || read.sha256().isEmpty()) {
            throw new IllegalArgumentException("input and sha256 must come together, found only "
                    + (read.input().isPresent() ? "input" : "sha256"));
        }
        Input input = read.input().get();
        // A position that is left out must not be read as 0.
        DeadLetters.Position position = new DeadLetters.Position(
                input.topic(), input.partition().orElse(-1), input.offset().orElse(-1));
        return Optional.of(new ImageClaim(position, read.sha256().get()));
    }

    /** Throws {@link IllegalArgumentException} if the image lies in no topic of images. */
    ImageClaim in(List<String> imageTopics) {
        if (!imageTopics.contains(position.topic())) {
            throw new IllegalArgumentException("input must be in a topic of images %s: %s"
                    .formatted(imageTopics, DeadLetters.shortened(position.topic())));
        }
        return this;
    }

    boolean fits(IndexedVerdict verdict) {
        return verdict.position().equals(position) && verdict.hasDigest(sha256);
    }

    boolean fits(byte[] file) {
        return Sha256.hex(file).equals(sha256);
    }
}
