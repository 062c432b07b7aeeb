package io.gansieve.streams;

import io.gansieve.image.Sha256;
import io.gansieve.scoring.Json;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Builds dead letters: the record as received, with the headers that Kafka Streams itself gives its dead letters (KIP-1034,
 * without the stack trace, which would make a letter larger than what it carries) and {@value #REASON}. {@link #fitted} names by
 * position and digest what the topic of dead letters does not take.
 */
final class DeadLetters {
    static final String REASON = HeaderNames.REASON;
    static final String EXCEPTION = "__streams.errors.exception";
    static final String MESSAGE = HeaderNames.MESSAGE;
    static final String TOPIC = "__streams.errors.topic";
    static final String PARTITION = "__streams.errors.partition";
    static final String OFFSET = "__streams.errors.offset";

    /** Only on a letter whose value is not the received one but its {@link Reference}: where that one lies. */
    static final String REFERENCE = "gansieve.reference";

    private static final int MAX_MESSAGE = 1000;
    private static final int MAX_SHOWN = 100;

    /** What says why a record is a dead letter, and stays on every one: a few KiB, whatever was received. */
    private static final Set<String> OWN = Set.of(EXCEPTION, MESSAGE, TOPIC, PARTITION, OFFSET, REASON);

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

    /** What stands for a value that is not carried, as JSON. */
    private record Reference(String topic, int partition, long offset, int bytes, String sha256) {}

    private DeadLetters() {}

    /** The letter keeps the record's timestamp; a record may be old, so who forwards it sets the time that retention goes by. */
    static Record<byte[], byte[]> of(Record<byte[], byte[]> received, RecordMetadata from, Failure failure) {
        return of(received, Position.of(from), failure);
    }

    static Record<byte[], byte[]> of(Record<byte[], byte[]> received, Position from, Failure failure) {
        // An empty key stays empty, and headers without a value stay so.
        Record<byte[], byte[]> letter = received.withHeaders(new RecordHeaders(received.headers()));
        describe(letter.headers(), from, failure);
        return letter;
    }

    /**
     * The letter itself if its topic takes it; else without its value, which {@link Reference} stands for; without the received
     * headers, too, and in the end without its key, if that is still too large.
     *
     * @param limit the topic's max.message.bytes
     */
    static Record<byte[], byte[]> fitted(Record<byte[], byte[]> letter, int limit) {
        if (RecordLimits.fits(letter, limit)) {
            return letter;
        }
        Record<byte[], byte[]> referring = referring(letter);
        if (RecordLimits.fits(referring, limit)) {
            return referring;
        }
        Record<byte[], byte[]> described = referring.withHeaders(own(referring.headers()));
        return RecordLimits.fits(described, limit) ? described : described.withKey(new byte[0]);
    }

    private static Record<byte[], byte[]> referring(Record<byte[], byte[]> letter) {
        Position from = new Position(
                text(letter.headers(), TOPIC),
                Integer.parseInt(text(letter.headers(), PARTITION)),
                Long.parseLong(text(letter.headers(), OFFSET)));
        byte @Nullable [] value = letter.value();
        Headers headers = new RecordHeaders(letter.headers()).add(REFERENCE, utf8(from.toString()));
        return letter.withHeaders(headers).withValue(reference(value == null ? new byte[0] : value, from));
    }

    private static Headers own(Headers headers) {
        Headers own = new RecordHeaders();
        // The last of a name is ours: a record that was a dead letter before brings such headers, too.
        OWN.forEach(name -> own.add(headers.lastHeader(name)));
        return own.add(headers.lastHeader(REFERENCE));
    }

    private static String text(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static void describe(Headers headers, Position from, Failure failure) {
        headers.add(EXCEPTION, utf8(failure.exception()))
                .add(MESSAGE, utf8(failure.message()))
                .add(TOPIC, utf8(from.topic()))
                .add(PARTITION, utf8(Integer.toString(from.partition())))
                .add(OFFSET, utf8(Long.toString(from.offset())))
                .add(REASON, utf8(failure.reason()));
    }

    /** As JSON, what stands for a value. */
    static byte[] reference(byte[] value, Position from) {
        return Json.write(
                new Reference(from.topic(), from.partition(), from.offset(), value.length, Sha256.hex(value)));
    }

    /** As much of a text from outside as a message shows. */
    static String shortened(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
