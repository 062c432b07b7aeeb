package io.gansieve.streams;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * How large a batch of records each topic takes, in bytes: its {@code max.message.bytes} as the brokers told it at the start. What
 * the service writes is cut to these, since a record that brokers refuse ends a stream thread. Topics that are not here take each
 * record that the service writes to them, or are refused at the start.
 *
 * @param images of the images topic that takes the largest; each partition may hold records of that size in memory
 */
public record RecordLimits(int images, int verdicts, int deadLetters, int examples) {
    /** What every topic of ours takes where its own limit is not known; providers offer no less. */
    public static final int LEAST = 1_000_000;

    /** More than an image may have; a producer holds what it sends in memory. */
    static final int MOST = 16 << 20;

    /** Lengths, timestamp and offset of a record, and its batch's own header, at most. */
    private static final int RECORD_OVERHEAD = 61 + 21 + 10;

    /** The lengths of name and value, as variable-length integers of at most five bytes. */
    private static final int HEADER_OVERHEAD = 10;

    /** What a codec may add to bytes that it cannot compress: once, and for each 1,024 bytes. */
    private static final int CODEC_OVERHEAD = 1 << 10;

    public RecordLimits {
        requirePositive("images", images);
        requirePositive("verdicts", verdicts);
        requirePositive("deadLetters", deadLetters);
        requirePositive("examples", examples);
    }

    private static void requirePositive(String name, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("%s must be positive: %d".formatted(name, limit));
        }
    }

    /** The same for every topic. */
    public static RecordLimits all(int bytes) {
        return new RecordLimits(bytes, bytes, bytes, bytes);
    }

    /**
     * Also an example's way into the replay store's changelog must be free, which takes what the brokers take by default: never less
     * than {@link #LEAST}.
     */
    int storedExamples() {
        return Math.min(examples, LEAST);
    }

    /** What a producer of the service must be able to send. */
    int largestWritten() {
        return Math.max(Math.max(verdicts, deadLetters), Math.max(examples, 1 << 20));
    }

    /** With {@code max.request.size} of a user's client properties as the limit of what is written, if that is lower. */
    public RecordLimits within(Map<String, String> clientProperties) {
        return StreamsProperties.maxRequestBytes(clientProperties)
                .map(this::atMost)
                .orElse(this);
    }

    private RecordLimits atMost(int request) {
        return new RecordLimits(
                images, Math.min(verdicts, request), Math.min(deadLetters, request), Math.min(examples, request));
    }

    static boolean fits(Record<byte[], byte[]> record, int limit) {
        return fits(length(record.key()) + length(record.value()) + size(record.headers()), limit);
    }

    /** @param bytes of key, value and headers together */
    static boolean fits(long bytes, int limit) {
        return bytes + bytes / 1024 + RECORD_OVERHEAD + CODEC_OVERHEAD <= limit;
    }

    /** The most bytes of key, value and headers together that surely fit. */
    static long most(int limit) {
        return Math.max(0, (limit - RECORD_OVERHEAD - CODEC_OVERHEAD) * 1024L / 1025);
    }

    /** Bytes of all names and values, and of what a record spends on each header at most. */
    static long size(Headers headers) {
        long size = 0;
        for (Header header : headers) {
            size += HEADER_OVERHEAD + header.key().getBytes(StandardCharsets.UTF_8).length + length(header.value());
        }
        return size;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
