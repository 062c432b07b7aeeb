package io.gansieve;

import io.gansieve.streams.HeaderNames;
import io.gansieve.streams.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Counts the answers to numbered images as a reader of committed records sees them. Owns consumer and thread. */
final class SoakAnswers implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Topics topics;
    private final IntConsumer onVerdict;
    private final BitSet seen;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger deadLetters = new AtomicInteger();
    private final AtomicInteger unusedLabels = new AtomicInteger();
    private final AtomicInteger doubled = new AtomicInteger();
    private final Thread thread = new Thread(this::read, "soak-answers");
    private volatile boolean closed;

    /** @param onVerdict is told the number of each image with a verdict, on the reading thread */
    SoakAnswers(KafkaConsumer<byte[], byte[]> consumer, Topics topics, int images, IntConsumer onVerdict) {
        this.consumer = consumer;
        this.topics = topics;
        this.onVerdict = onVerdict;
        this.seen = new BitSet(images);
        List<TopicPartition> partitions = Stream.of(topics.verdicts(), topics.deadLetters())
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread.setDaemon(true);
        thread.start();
    }

    /** Images with an answer. */
    int answered() {
        if (!thread.isAlive()) {
            throw new IllegalStateException("the answers are no longer read");
        }
        return answered.get();
    }

    /** Images without a verdict. */
    int deadLetters() {
        return deadLetters.get();
    }

    /** Dead letters of late labels, which have their image's key. */
    int unusedLabels() {
        return unusedLabels.get();
    }

    /** Answers to images that had one. */
    int doubled() {
        return doubled.get();
    }

    private void read() {
        try (consumer) {
            while (!closed) {
                consumer.poll(POLL).forEach(this::count);
            }
        }
    }

    private void count(ConsumerRecord<byte[], byte[]> answer) {
        if (isOfLabel(answer)) {
            unusedLabels.incrementAndGet();
            return;
        }
        int number = Integer.parseInt(new String(answer.key(), StandardCharsets.UTF_8));
        boolean verdict = answer.topic().equals(topics.verdicts());
        if (!verdict) {
            deadLetters.incrementAndGet();
        }
        if (seen.get(number)) {
            doubled.incrementAndGet();
        } else {
            seen.set(number);
            answered.incrementAndGet();
            if (verdict) {
                onVerdict.accept(number);
            }
        }
    }

    private static boolean isOfLabel(ConsumerRecord<byte[], byte[]> answer) {
        Header reason = answer.headers().lastHeader(HeaderNames.REASON);
        return reason != null && new String(reason.value(), StandardCharsets.UTF_8).startsWith("label-");
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
