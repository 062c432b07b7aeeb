package io.gansieve;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
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
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    /** @param name that image ids begin with; the images carry the label real */
    Load(String name, String bootstrapServers, String topic, int perSecond) {
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
        thread = new Thread(() -> send(name, topic, perSecond), name);
        thread.setDaemon(true);
        thread.start();
    }

    long acknowledged() {
        return acknowledged.size();
    }

    /** Of the images that the broker has acknowledged. */
    Set<String> ids() {
        return Set.copyOf(acknowledged);
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

    private void send(String name, String topic, int perSecond) {
        // Replay takes no copies: each load has images of its own.
        SplittableRandom random = new SplittableRandom(name.hashCode());
        long next = System.nanoTime();
        for (int number = 0; !stopped; number++) {
            byte[] file = number % 20 == 19 ? "not an image".getBytes(StandardCharsets.UTF_8) : png(random);
            List<Header> headers = List.of(
                    new RecordHeader("label", "real".getBytes(StandardCharsets.UTF_8)),
                    new RecordHeader("class", ("" + number % 10).getBytes(StandardCharsets.UTF_8)));
            String id = name + "-" + number;
            byte[] key = id.getBytes(StandardCharsets.UTF_8);
            Future<RecordMetadata> unused =
                    producer.send(new ProducerRecord<>(topic, null, null, key, file, headers), (metadata, e) -> {
                        if (e == null) {
                            acknowledged.add(id);
                        } else {
                            failures.add(e);
                        }
                    });
            next += 1_000_000_000L / perSecond;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /** A 28×28 grey image: a bright disc somewhere on dark noise, so that training has something to learn and no two are alike. */
    static byte[] png(SplittableRandom random) {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        int centerX = 8 + random.nextInt(12);
        int centerY = 8 + random.nextInt(12);
        for (int y = 0; y < 28; y++) {
            for (int x = 0; x < 28; x++) {
                double distance = Math.hypot(x - centerX, y - centerY);
                image.getRaster().setSample(x, y, 0, (int) Math.max(random.nextInt(32), 255 - 40 * distance));
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
