package io.gansieve;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A steady stream of images, every twentieth of them not one, that outlives broker restarts. */
final class Load implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final Thread thread;
    private final AtomicLong acknowledged = new AtomicLong();
    private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    /** @param labelled whether the images carry the label real */
    Load(String bootstrapServers, String topic, int perSecond, boolean labelled) {
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "acks",
                        "all",
                        "delivery.timeout.ms",
                        300_000,
                        "max.block.ms",
                        300_000,
                        "reconnect.backoff.max.ms",
                        500,
                        "linger.ms",
                        5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        thread = new Thread(() -> send(topic, perSecond, labelled), "load");
        thread.setDaemon(true);
        thread.start();
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Stops and waits until the broker has acknowledged all. */
    void finish() throws InterruptedException {
        stopped = true;
        thread.join();
        producer.flush();
        for (Exception failure : failures) {
            throw new IllegalStateException("a record was not acknowledged", failure);
        }
    }

    @Override
    public void close() {
        stopped = true;
        producer.close(Duration.ofSeconds(1));
    }

    private void send(String topic, int perSecond, boolean labelled) {
        SplittableRandom random = new SplittableRandom(1);
        long next = System.nanoTime();
        for (int number = 0; !stopped; number++) {
            byte[] file = number % 20 == 19 ? "not an image".getBytes(StandardCharsets.UTF_8) : png(random);
            List<Header> headers = labelled
                    ? List.of(
                            new RecordHeader("label", "real".getBytes(StandardCharsets.UTF_8)),
                            new RecordHeader("class", ("" + number % 10).getBytes(StandardCharsets.UTF_8)))
                    : List.of();
            byte[] key = ("load-" + number).getBytes(StandardCharsets.UTF_8);
            Future<RecordMetadata> unused =
                    producer.send(new ProducerRecord<>(topic, null, null, key, file, headers), (metadata, e) -> {
                        if (e == null) {
                            acknowledged.incrementAndGet();
                        } else {
                            failures.add(e);
                        }
                    });
            next += 1_000_000_000L / perSecond;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /** A 28×28 grey image: a bright disc somewhere on black, so that training has something to learn. */
    static byte[] png(SplittableRandom random) {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        int centerX = 8 + random.nextInt(12);
        int centerY = 8 + random.nextInt(12);
        for (int y = 0; y < 28; y++) {
            for (int x = 0; x < 28; x++) {
                double distance = Math.hypot(x - centerX, y - centerY);
                image.getRaster().setSample(x, y, 0, (int) Math.max(0, 255 - 40 * distance));
            }
        }
        try {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            ImageIO.write(image, "png", file);
            return file.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
    }
}
