package io.gansieve.streams;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.scoring.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** What someone who knows says of an image: in its headers, or later on the labels topic. */
record Truth(Label label, OptionalInt imageClass, String source) {
    static final String LABEL = HeaderNames.LABEL;
    static final String CLASS = HeaderNames.CLASS;
    static final String SOURCE = HeaderNames.SOURCE;

    private static final int MAX_SOURCE = 200;
    private static final int MAX_SHOWN = 40;

    private record LabelJson(
            Label label, @JsonProperty("class") OptionalInt imageClass, Optional<String> source) {}

    Truth {
        if (imageClass.isPresent() && imageClass.getAsInt() < 0) {
            throw new IllegalArgumentException("class must be at least 0: " + imageClass.getAsInt());
        }
        if (source.isEmpty() || source.length() > MAX_SOURCE) {
            throw new IllegalArgumentException(
                    "source must have between 1 and %d characters: %d".formatted(MAX_SOURCE, source.length()));
        }
    }

    /** Empty without a label: class and source mean nothing alone. Throws {@link IllegalArgumentException} with the rule. */
    static Optional<Truth> in(Headers headers) {
        Optional<Label> label = text(headers, LABEL).map(Label::parse);
        if (label.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> imageClass = text(headers, CLASS);
        return Optional.of(new Truth(
                label.get(),
                imageClass.isEmpty() ? OptionalInt.empty() : OptionalInt.of(classOf(imageClass.get())),
                text(headers, SOURCE).orElse(LabeledImage.UNKNOWN_SOURCE)));
    }

    /** Reads {@code {"label":"generated","class":3,"source":"ddpm"}}; {@link IllegalArgumentException} says what is wrong. */
    static Truth parse(byte[] json) {
        LabelJson read = Json.read(json, LabelJson.class, "a label");
        return new Truth(read.label(), read.imageClass(), read.source().orElse(LabeledImage.UNKNOWN_SOURCE));
    }

    LabeledImage of(Image image) {
        return new LabeledImage(image, label, imageClass, source);
    }

    /** The first characters, for a message. */
    private static String shown(byte @Nullable [] value) {
        byte[] start = value == null ? new byte[0] : Arrays.copyOf(value, Math.min(value.length, MAX_SHOWN));
        return "'" + new String(start, StandardCharsets.UTF_8) + "'";
    }

    private static int classOf(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("class must be an integer of at least 0: " + text, e);
        }
    }

    private static Optional<String> text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        if (header == null) {
            return Optional.empty();
        }
        for (Header other : headers.headers(name)) {
            if (!Arrays.equals(other.value(), header.value())) {
                throw new IllegalArgumentException("headers %s contradict each other: %s and %s"
                        .formatted(name, shown(other.value()), shown(header.value())));
            }
        }
        if (header.value() == null || header.value().length == 0) {
            throw new IllegalArgumentException("header %s must not be empty".formatted(name));
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header.value()))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("header %s must be UTF-8".formatted(name), e);
        }
    }
}
