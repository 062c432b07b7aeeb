package io.gansieve.streams;

import io.gansieve.image.Sha256;
import io.gansieve.scoring.Json;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Builds dead letters: the record as received, with the headers that Kafka Streams itself gives its dead letters (KIP-1034,
 * without the stack trace, which would make a letter larger than what it carries) and {@value #REASON}. A record too large to
 * be carried is named by position and digest instead.
 */
final class DeadLetters {
    static final String REASON = HeaderNames.REASON;
    static final String EXCEPTION = "__streams.errors.exception";
    static final String MESSAGE = HeaderNames.MESSAGE;
    static final String TOPIC = "__streams.errors.topic";
    static final String PARTITION = "__streams.errors.partition";
    static final String OFFSET = "__streams.errors.offset";

    /** The largest key, value and headers together that a letter carries; the topic takes 1 MiB more. */
    static final int MAX_CARRIED_BYTES = 16 << 20;

    private static final int MAX_MESSAGE = 1000;
    private static final int MAX_SHOWN = 100;

    /** The lengths of name and value, as variable-length integers of at most five bytes. */
    private static final int HEADER_OVERHEAD = 10;

    /**
     * Why a record became a dead letter.
     *
     * @param reason bounded, so that it can label a metric
     * @param exception the class that names the failure, as Kafka's own dead letters have it
     */
    record Failure(String reason, String exception, String message) {
        Failure {
            message = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
        }

        /** A record that breaks a rule. */
        static Failure refused(String reason, String message) {
            return new Failure(reason, IllegalArgumentException.class.getName(), message);
        }

        static Failure thrown(String reason, Throwable thrown) {
            String message = thrown.getMessage();
            return new Failure(reason, thrown.getClass().getName(), message == null ? "" : message);
        }
    }

    /** Where a record came from. */
    record Position(String topic, int partition, long offset) {
        static Position of(RecordMetadata metadata) {
            return new Position(metadata.topic(), metadata.partition(), metadata.offset());
        }

        @Override
        public String toString() {
            return ImageIds.position(topic, partition, offset);
        }
    }

    private record Reference(String topic, int partition, long offset, int bytes, String sha256) {}

    private DeadLetters() {}

    /** The letter keeps the record's timestamp; a record may be old, so who forwards it sets the time that retention goes by. */
    static Record<byte[], byte[]> of(Record<byte[], byte[]> received, RecordMetadata from, Failure failure) {
        return of(received, Position.of(from), failure);
    }

    static Record<byte[], byte[]> of(Record<byte[], byte[]> received, Position from, Failure failure) {
        long carried = size(received.headers()) + length(received.key());
        // An empty key stays empty, and headers without a value stay so.
        Record<byte[], byte[]> letter = carried <= MAX_CARRIED_BYTES
                ? received.withHeaders(new RecordHeaders(received.headers()))
                : new Record<>(new byte[0], received.value(), received.timestamp());
        describe(letter.headers(), from, failure);
        byte @Nullable [] value = received.value();
        return value != null && carried + value.length > MAX_CARRIED_BYTES
                ? letter.withValue(reference(value, from))
                : letter;
    }

    private static void describe(Headers headers, Position from, Failure failure) {
        headers.add(EXCEPTION, utf8(failure.exception()))
                .add(MESSAGE, utf8(failure.message()))
                .add(TOPIC, utf8(from.topic()))
                .add(PARTITION, utf8(Integer.toString(from.partition())))
                .add(OFFSET, utf8(Long.toString(from.offset())))
                .add(REASON, utf8(failure.reason()));
    }

    private static byte[] reference(byte[] value, Position from) {
        return Json.write(
                new Reference(from.topic(), from.partition(), from.offset(), value.length, Sha256.hex(value)));
    }

    /** Bytes of all names and values, and of what a record spends on each header at most. */
    static long size(Headers headers) {
        long size = 0;
        for (Header header : headers) {
            size += HEADER_OVERHEAD + utf8(header.key()).length + length(header.value());
        }
        return size;
    }

    /** As much of a text from outside as a message shows. */
    static String shortened(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
