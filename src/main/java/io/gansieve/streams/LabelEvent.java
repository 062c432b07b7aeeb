package io.gansieve.streams;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * A record of the labels topic on its way through the label join: as received, with where it came from, which a repartition
 * would forget.
 *
 * @param receivedAt by the join, epoch milliseconds; a label waits from then on
 */
record LabelEvent(DeadLetters.Position position, long receivedAt, Record<byte[], byte[]> received) {
    /** Throws {@link IllegalArgumentException} with what was expected. */
    static LabelEvent decode(byte[] bytes) {
        try (DataInputStream in = JoinSchema.open(bytes, "a label")) {
            return new LabelEvent(
                    new DeadLetters.Position(in.readUTF(), in.readInt(), in.readLong()), in.readLong(), readRecord(in));
        } catch (IOException e) {
            throw new IllegalArgumentException("expected a label as the join writes it", e);
        }
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            JoinSchema.write(out);
            out.writeUTF(position.topic());
            out.writeInt(position.partition());
            out.writeLong(position.offset());
            out.writeLong(receivedAt);
            writeRecord(out, received);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes every byte", e);
        }
        return bytes.toByteArray();
    }

    LabelEvent receivedAt(long now) {
        return new LabelEvent(position, now, received);
    }

    /** Of the record, epoch milliseconds. */
    long timestamp() {
        return received.timestamp();
    }

    /** Whether it takes back what was said before. */
    boolean retracts() {
        return isNull(received.value());
    }

    /** Whether it takes back the image itself, too, which the trainer says. */
    boolean forgets() {
        return retracts() && received.headers().lastHeader(LabelReadingProcessor.FORGET_HEADER) != null;
    }

    private static boolean isNull(byte @Nullable [] bytes) {
        return bytes == null;
    }

    private static void writeRecord(DataOutputStream out, Record<byte[], byte[]> record) throws IOException {
        out.writeLong(record.timestamp());
        writeBytes(out, record.key());
        writeBytes(out, record.value());
        Header[] headers = record.headers().toArray();
        out.writeInt(headers.length);
        for (Header header : headers) {
            writeBytes(out, header.key().getBytes(StandardCharsets.UTF_8));
            writeBytes(out, header.value());
        }
    }

    private static Record<byte[], byte[]> readRecord(DataInputStream in) throws IOException {
        long timestamp = in.readLong();
        if (timestamp < 0) {
            throw new IOException("expected a timestamp of at least 0, found " + timestamp);
        }
        byte @Nullable [] key = readBytes(in);
        byte @Nullable [] value = readBytes(in);
        Headers headers = new RecordHeaders();
        for (int left = in.readInt(); left > 0; left--) {
            byte @Nullable [] name = readBytes(in);
            headers.add(new String(name == null ? new byte[0] : name, StandardCharsets.UTF_8), readBytes(in));
        }
        return new Record<>(key, value, timestamp, headers);
    }

    private static void writeBytes(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static byte @Nullable [] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }
}
