package io.gansieve.streams;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.SourceName;
import io.gansieve.replay.Example;
import io.gansieve.scoring.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The byte form of an {@link Example}: the magic {@code GSX}, one byte of schema, the length of the header as an int (big
 * endian), the header as JSON, and the pixels, one byte each in [H,W,C] order.
 */
public final class ExampleCodec {
    /** The most bytes of pixels: with id, source and score the example fits a record of {@link RecordLimits#LEAST}. */
    public static final int MAX_IMAGE_BYTES = 900_000;

    /** The header has the score that the image got before anything learned from it; so programs of before read it, too. */
    static final byte SCORED = 1;

    /** It has none. */
    static final byte UNSCORED = 2;

    private static final byte[] MAGIC = "GSX".getBytes(StandardCharsets.US_ASCII);
    private static final int PREFIX = MAGIC.length + 1 + Integer.BYTES;

    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    private record Header(
            String id,
            Label label,
            @JsonProperty("class") OptionalInt imageClass,
            String source,
            Optional<String> by,
            OptionalDouble logit,
            OptionalLong modelVersion,
            OptionalLong championEpoch,
            String shape) {}

    private ExampleCodec() {}

    public static byte[] encode(Example example) {
        LabeledImage labeled = example.image();
        ImageShape shape = labeled.image().shape();
        Optional<Example.Score> score = example.score();
        byte[] header = Json.write(new Header(
                example.id(),
                labeled.label(),
                labeled.imageClass(),
                labeled.source(),
                example.sender(),
                score.map(known -> OptionalDouble.of(known.logit())).orElse(OptionalDouble.empty()),
                score.map(known -> OptionalLong.of(known.modelVersion())).orElse(OptionalLong.empty()),
                score.map(known -> OptionalLong.of(known.championEpoch())).orElse(OptionalLong.empty()),
                shape.toString()));
        byte[] bytes = ByteBuffer.allocate(PREFIX + header.length + shape.size())
                .put(MAGIC)
                .put(score.isPresent() ? SCORED : UNSCORED)
                .putInt(header.length)
                .put(header)
                .array();
        labeled.image().copyTo(bytes, PREFIX + header.length);
        return bytes;
    }

    /**
     * Throws {@link IllegalArgumentException} with what was expected and what was found; {@link NewerSchemaException} for an example
     * of a newer release.
     */
    public static Example decode(byte[] bytes) {
        int length = headerLength(bytes);
        Header header = Json.read(Arrays.copyOfRange(bytes, PREFIX, PREFIX + length), Header.class);
        ImageShape shape = ImageShape.parse(header.shape());
        int found = bytes.length - PREFIX - length;
        if (found != shape.size()) {
            throw new IllegalArgumentException(
                    "expected %d bytes of pixels for %s, found %d".formatted(shape.size(), shape, found));
        }
        Image image = Image.of(shape, Arrays.copyOfRange(bytes, PREFIX + length, bytes.length));
        return new Example(
                header.id(),
                LabeledImage.stored(image, header.label(), header.imageClass(), header.source()),
                header.by().map(SourceName::bounded),
                score(bytes[MAGIC.length], header));
    }

    private static Optional<Example.Score> score(byte schema, Header header) {
        return schema == UNSCORED
                ? Optional.empty()
                : Optional.of(new Example.Score(
                        header.logit().orElse(Double.NaN),
                        header.modelVersion().orElse(0),
                        header.championEpoch().orElse(0)));
    }

    private static int headerLength(byte[] bytes) {
        if (bytes.length < PREFIX) {
            throw new IllegalArgumentException(
                    "expected an example of at least %d bytes, found %d".formatted(PREFIX, bytes.length));
        }
        if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IllegalArgumentException("expected an example that starts with GSX, found other bytes");
        }
        int schema = bytes[MAGIC.length] & 0xff;
        if (schema == 0) {
            throw new IllegalArgumentException("expected an example of schema at least 1, found 0");
        }
        NewerSchemaException.check("an example", UNSCORED, schema);
        int length = ByteBuffer.wrap(bytes).getInt(MAGIC.length + 1);
        if (length < 0 || length > bytes.length - PREFIX) {
            throw new IllegalArgumentException(
                    "expected a header of %d bytes, found %d".formatted(length, bytes.length - PREFIX));
        }
        return length;
    }
}
