package io.gansieve.streams;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.SourceName;
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

/**
 * What someone who knows says of an image: in its headers, or later on the labels topic.
 *
 * @param imageClass between 0 and {@value LabeledImage#MAX_CLASS}
 * @param source as {@link SourceName} has it
 * @param by who says so, likewise; empty if nobody is named
 */
record Truth(Label label, OptionalInt imageClass, String source, Optional<String> by) {
    static final String LABEL = HeaderNames.LABEL;
    static final String CLASS = HeaderNames.CLASS;
    static final String SOURCE = HeaderNames.SOURCE;
    static final String BY = HeaderNames.BY;

    private static final int MAX_SHOWN = 40;

    /** Digits of a class, with a sign. */
    private static final int MAX_CLASS_TEXT = 11;

    private record LabelJson(
            Label label, @JsonProperty("class") OptionalInt imageClass, Optional<String> source, Optional<String> by) {}

    Truth {
        LabeledImage.requireClass(imageClass);
        source = SourceName.of(source);
        by = by.map(name -> SourceName.of(BY, name));
    }

    /** Whether both say the same of the image, whoever says it. */
    boolean agreesWith(Truth other) {
        return label == other.label && imageClass.equals(other.imageClass) && source.equals(other.source);
    }

    /** Of what an earlier release took: where its rules were wider, what breaks today's is cut, see {@link LabeledImage#stored}. */
    static Truth stored(Label label, OptionalInt imageClass, String source, Optional<String> by) {
        return new Truth(
                label, LabeledImage.storedClass(imageClass), SourceName.bounded(source), by.map(SourceName::bounded));
    }

    private interface Rule {
        Truth apply(Label label, OptionalInt imageClass, String source, Optional<String> by);
    }

    /** Empty without a label: class and source mean nothing alone. Throws {@link IllegalArgumentException} with the rule. */
    static Optional<Truth> in(Headers headers) {
        return in(headers, Truth::new);
    }

    /** As {@link #in}, of headers that a scorer took before, perhaps of an earlier release. */
    static Optional<Truth> storedIn(Headers headers) {
        return in(headers, Truth::stored);
    }

    private static Optional<Truth> in(Headers headers, Rule rule) {
        Optional<Label> label = text(headers, LABEL).map(Label::parse);
        if (label.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> imageClass = text(headers, CLASS);
        return Optional.of(rule.apply(
                label.get(),
                imageClass.isEmpty() ? OptionalInt.empty() : OptionalInt.of(classOf(imageClass.get())),
                text(headers, SOURCE).orElse(LabeledImage.UNKNOWN_SOURCE),
                text(headers, BY)));
    }

    /** Reads {@code {"label":"generated","class":3,"source":"ddpm","by":"ada"}}; {@link IllegalArgumentException} says what is wrong. */
    static Truth parse(byte[] json) {
        return parse(json, Truth::new);
    }

    /** As {@link #parse}, of a label that was taken before, perhaps by an earlier release. */
    static Truth parseStored(byte[] json) {
        return parse(json, Truth::stored);
    }

    private static Truth parse(byte[] json, Rule rule) {
        LabelJson read = Json.read(json, LabelJson.class, "a label");
        return rule.apply(
                read.label(), read.imageClass(), read.source().orElse(LabeledImage.UNKNOWN_SOURCE), read.by());
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
        String start = text.length() > MAX_CLASS_TEXT ? text.substring(0, MAX_CLASS_TEXT) + "…" : text;
        try {
            return Integer.parseInt(start);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "class must be an integer between 0 and %d: %s".formatted(LabeledImage.MAX_CLASS, start), e);
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
