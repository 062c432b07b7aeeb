package io.gansieve.app;

import io.gansieve.image.Label;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.streams.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Sends image files to an images topic and counts what the broker acknowledged. Used by one thread; owns its producer.
 *
 * <p>The first records go one at a time until every partition has acknowledged one: an idempotent producer that fills its
 * pipeline right after a topic was made can go round in OUT_OF_ORDER_SEQUENCE errors.
 */
public final class Publisher implements AutoCloseable {
    private static final int MAX_SINGLE_SENDS_PER_PARTITION = 16;

    /**
     * An image file as it leaves.
     *
     * @param key the image's id; empty for a record without key
     * @param by who says the label
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Item(
            Optional<String> key,
            byte[] file,
            Optional<Label> label,
            OptionalInt imageClass,
            Optional<String> source,
            Optional<String> by) {
        /** Whose label nobody in particular says. */
        public Item(
                Optional<String> key,
                byte[] file,
                Optional<Label> label,
                OptionalInt imageClass,
                Optional<String> source) {
            this(key, file, label, imageClass, source, Optional.empty());
        }
    }

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final Set<Integer> answered = new HashSet<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile Optional<String> firstFailure = Optional.empty();
    private int partitions;
    private int singleSends;

    public Publisher(KafkaClients clients, String topic) {
        this.producer = clients.producer();
        this.topic = topic;
    }

    /** Hands the item to the producer; a failure shows in {@link #failed()}, then or later. */
    public void send(Item item) throws InterruptedException {
        if (partitions == 0) {
            partitions = producer.partitionsFor(topic).size();
        }
        Future<RecordMetadata> answer = producer.send(record(item), (metadata, problem) -> {
            if (problem == null) {
                acknowledged.incrementAndGet();
            } else {
                failed(problem, item);
            }
        });
        if (answered.size() < partitions && singleSends < partitions * MAX_SINGLE_SENDS_PER_PARTITION) {
            singleSends++;
            awaitPartition(answer);
        }
    }

    /** Runs on the producer's one thread. */
    private void failed(Exception problem, Item item) {
        if (failed.getAndIncrement() == 0) {
            firstFailure =
                    Optional.of(problem instanceof RecordTooLargeException ? tooLarge(item) : problem.toString());
        }
    }

    private String tooLarge(Item item) {
        return "%s: %d bytes are more than topic %s takes in a record (max.message.bytes), or than an image may have (%d)"
                .formatted(item.key().orElse("an image"), item.file().length, topic, ImageDecoder.MAX_BYTES);
    }

    private void awaitPartition(Future<RecordMetadata> answer) throws InterruptedException {
        try {
            answered.add(answer.get().partition());
        } catch (ExecutionException e) {
            // The callback has counted it.
            singleSends--;
        }
    }

    private ProducerRecord<byte[], byte[]> record(Item item) {
        List<Header> headers = new ArrayList<>();
        item.label().ifPresent(label -> headers.add(header(HeaderNames.LABEL, label.text())));
        item.imageClass().ifPresent(number -> headers.add(header(HeaderNames.CLASS, Integer.toString(number))));
        item.source().ifPresent(source -> headers.add(header(HeaderNames.SOURCE, source)));
        item.by().ifPresent(sender -> headers.add(header(HeaderNames.BY, sender)));
        byte[] key =
                item.key().map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
        return new ProducerRecord<byte[], byte[]>(topic, (Integer) null, key, item.file(), headers);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits until every item has been acknowledged or has failed. */
    public void flush() {
        producer.flush();
    }

    public long acknowledged() {
        return acknowledged.get();
    }

    public long failed() {
        return failed.get();
    }

    public Optional<String> firstFailure() {
        return firstFailure;
    }

    @Override
    public void close() {
        producer.close();
    }
}
