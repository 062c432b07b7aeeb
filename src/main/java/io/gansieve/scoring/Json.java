package io.gansieve.scoring;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.gansieve.image.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The one JSON dialect of every topic and of HTTP. Safe for any thread.
 *
 * <p>Written: times as ISO-8601, absent {@code Optional}s left out, a double that is no finite number as {@code null}. Read:
 * unknown fields are ignored, since fields are only ever added, and what is missing or {@code null} becomes empty (string,
 * list, map, {@code Optional}), 0, {@code false} or, for a double, NaN; a missing record or enum is refused, so that a record
 * that was read never holds a null. Types are never named by the input.
 */
public final class Json {
    private static final int MAX_NESTING = 64;
    private static final long MAX_BYTES = 32L << 20;
    private static final JsonMapper MAPPER = mapper();

    private Json() {}

    /** As {@link #text}, in UTF-8. */
    public static byte[] write(Object value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    /** Without line breaks; what is not {@link Printable} is escaped, so that it can be shown as it is. */
    public static String text(Object value) {
        try {
            return Printable.json(MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "%s cannot be written as JSON: %s"
                            .formatted(value.getClass().getSimpleName(), oneLine(e)),
                    e);
        }
    }

    /** Throws {@link IllegalArgumentException} with a message of one line. */
    public static <T> T read(byte[] json, Class<T> type) {
        return read(json, type, type.getSimpleName());
    }

    /** As {@link #read(byte[], Class)}; messages call what was expected by {@code name}. */
    public static <T> T read(byte[] json, Class<T> type, String name) {
        T value;
        try {
            value = MAPPER.readValue(json, type);
        } catch (IOException e) {
            throw new IllegalArgumentException("expected %s as JSON: %s".formatted(name, oneLine(e)), e);
        }
        if (value == null) {
            throw new IllegalArgumentException("expected %s as JSON, found null".formatted(name));
        }
        return value;
    }

    private static JsonMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                // Who says two things says neither.
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .maxDocumentLength(MAX_BYTES)
                        .build())
                .build();
        JsonSetter.Value emptyIfMissing = JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY);
        return JsonMapper.builder(factory)
                .addModules(new JavaTimeModule(), new Jdk8Module(), new FiniteDoubles())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                        DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .withConfigOverride(String.class, override -> override.setSetterInfo(emptyIfMissing))
                .withConfigOverride(List.class, override -> override.setSetterInfo(emptyIfMissing))
                .withConfigOverride(Map.class, override -> override.setSetterInfo(emptyIfMissing))
                .withConfigOverride(SortedMap.class, override -> override.setSetterInfo(emptyIfMissing))
                .build();
    }

    private static String oneLine(IOException e) {
        String message = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        return String.valueOf(message).lines().findFirst().orElse("");
    }
}
