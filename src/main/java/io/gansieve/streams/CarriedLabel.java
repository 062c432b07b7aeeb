package io.gansieve.streams;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gansieve.image.Label;
import io.gansieve.scoring.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * What the join carries and holds of a label: the record as received if it is small. Of a large one only what it says, and a header
 * with what its dead letter has in place of the value: fields and headers that nobody reads must not be held for a day.
 */
final class CarriedLabel {
    /** Of value and headers together; what a label says takes less than half of it. */
    static final int MAX_BYTES = 2 << 10;

    /** What is read of a label. */
    private record Said(
            Label label,
            @JsonProperty("class") OptionalInt imageClass,
            String source,
            Optional<String> by,
            Optional<DeadLetters.Position> input,
            Optional<String> sha256) {}

    private CarriedLabel() {}

    /** @param received a label that has been checked; a null value takes one back */
    static Record<byte[], byte[]> of(Record<byte[], byte[]> received, DeadLetters.Position position) {
        byte @Nullable [] value = received.value();
        if (value == null) {
            return received.withHeaders(only(received.headers(), LabelReadingProcessor.FORGET_HEADER));
        }
        // The header is this class's own: whoever sends one must not choose what a dead letter says.
        boolean small = RecordLimits.size(received.headers()) + value.length <= MAX_BYTES;
        if (small && received.headers().lastHeader(DeadLetters.REFERENCE) == null) {
            return received;
        }
        Headers headers = new RecordHeaders().add(DeadLetters.REFERENCE, DeadLetters.reference(value, position));
        return received.withHeaders(headers).withValue(said(value));
    }

    /** The record that its dead letter shows. */
    static Record<byte[], byte[]> shown(Record<byte[], byte[]> carried, DeadLetters.Position position) {
        Header reference = carried.headers().lastHeader(DeadLetters.REFERENCE);
        if (reference == null) {
            return carried;
        }
        byte[] from = position.toString().getBytes(StandardCharsets.UTF_8);
        return carried.withValue(reference.value()).withHeaders(new RecordHeaders().add(DeadLetters.REFERENCE, from));
    }

    private static byte[] said(byte[] label) {
        Truth truth = Truth.parse(label);
        Optional<ImageClaim> claim = ImageClaim.parse(label);
        return Json.write(new Said(
                truth.label(),
                truth.imageClass(),
                truth.source(),
                truth.by(),
                claim.map(ImageClaim::position),
                claim.map(ImageClaim::sha256)));
    }

    private static Headers only(Headers headers, String name) {
        Header found = headers.lastHeader(name);
        return found == null ? new RecordHeaders() : new RecordHeaders().add(name, new byte[0]);
    }
}
