package io.gansieve;

import io.gansieve.streams.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Images under running numbers, never further than a limit that the test moves. One of ten has its label, half of those a source;
 * one of two thousand is not an image. Owns its thread; the producer is another's.
 */
final class SoakInput {
    private static final int LABELLED_EVERY = 10;
    private static final int BROKEN_EVERY = 2_000;
    private static final int BUSY_SOURCES = 64;
    private static final byte[] NO_IMAGE = utf8("not an image");

    private final KafkaProducer<byte[], byte[]> producer;
    private final Topics topics;
    private final Clock clock;
    private final int images;
    private final int sources;
    private final List<byte[]> files = new ArrayList<>();
    private final AtomicInteger limit = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private volatile Optional<Exception> failure = Optional.empty();

    SoakInput(KafkaProducer<byte[], byte[]> producer, Topics topics, Clock clock, int images, int sources) {
        this.producer = producer;
        this.topics = topics;
        this.clock = clock;
        this.images = images;
        this.sources = sources;
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 64; i++) {
            files.add(Load.png(random));
        }
    }

    void start() {
        Thread thread = new Thread(this::send, "soak-input");
        thread.setDaemon(true);
        thread.start();
    }

    /** Lets it go as far as to this number, exclusive. */
    void goTo(long number) {
        limit.set((int) Math.min(images, number));
    }

    int sent() {
        failure.ifPresent(e -> {
            throw new IllegalStateException("a record was not acknowledged", e);
        });
        return sent.get();
    }

    /** Whether everything up to the limit has left. */
    boolean rests() {
        return sent() == limit.get();
    }

    /** Says late what an image is. */
    void label(int number) {
        send(new ProducerRecord<>(
                topics.labels(),
                null,
                clock.millis(),
                key(number),
                utf8("{\"label\":\"generated\",\"source\":\"%s\"}".formatted(source(number)))));
    }

    static boolean isLabelled(int number) {
        return number % LABELLED_EVERY == 0;
    }

    static boolean isBroken(int number) {
        return number % BROKEN_EVERY == 1;
    }

    private void send() {
        for (int number = 0; number < images; number++) {
            while (number >= limit.get()) {
                LockSupport.parkNanos(1_000_000);
            }
            byte[] file = isBroken(number) ? NO_IMAGE : file(number);
            send(new ProducerRecord<>(
                    topics.images().get(0), null, clock.millis(), key(number), file, headers(number)));
            sent.set(number + 1);
        }
    }

    /** Labelled ones are all different: replay takes no copies. */
    private byte[] file(int number) {
        return isLabelled(number) ? Load.png(new SplittableRandom(number)) : files.get(number % files.size());
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        var unused = producer.send(record, (metadata, e) -> {
            if (e != null) {
                failure = Optional.of(e);
            }
        });
    }

    private List<Header> headers(int number) {
        if (!isLabelled(number)) {
            return List.of();
        }
        int labelled = number / LABELLED_EVERY;
        return labelled % 2 == 0
                ? List.of(header("label", "real"), header("class", "" + labelled / 2 % 10))
                : List.of(header("label", "generated"), header("source", source(labelled / 2)));
    }

    /** All of them in turn, every second time one of a few. */
    private String source(int number) {
        return "s" + (number % 2 == 0 ? number / 2 % sources : number % BUSY_SOURCES);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, utf8(value));
    }

    private static byte[] key(int number) {
        return utf8("" + number);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
