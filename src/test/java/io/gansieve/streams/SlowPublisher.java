package io.gansieve.streams;

import io.gansieve.image.Sha256;
import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.Envelope;
import io.gansieve.registry.ModelKeys;
import io.gansieve.registry.ModelPackage;
import io.gansieve.registry.ModelVersion;
import io.gansieve.registry.VersionRecords;
import io.gansieve.scoring.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes a version of 12 MB as the trainer does, slowly, to be killed in the middle. A process of its own. */
public final class SlowPublisher {
    private static final int GENERATOR_BYTES = 12 << 20;
    private static final Duration BETWEEN_PARTS = Duration.ofMillis(100);

    private SlowPublisher() {}

    /** {@code args}: brokers, topic, version, epoch. Says each part on a line, and {@code committed}. */
    public static void main(String[] args) throws CorruptEnvelopeException {
        VersionRecords version = VersionRecords.of(large(Long.parseLong(args[2])));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", args[0], "transactional.id", "slow-publisher", "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int part = 0; part < version.parts().size(); part++) {
                String key = ModelKeys.part(version.manifest().metadata().version(), part);
                send(producer, args[1], key, version.parts().get(part));
                System.out.println("part " + part);
                LockSupport.parkNanos(BETWEEN_PARTS.toNanos());
            }
            send(producer, args[1], ModelKeys.version(Long.parseLong(args[2])), Json.write(version.manifest()));
            long epoch = Long.parseLong(args[3]);
            send(producer, args[1], ModelKeys.champion(epoch), TestModels.pointer(epoch, Long.parseLong(args[2])));
            producer.flush();
            System.out.println("part " + version.parts().size());
            LockSupport.parkNanos(BETWEEN_PARTS.multipliedBy(5).toNanos());
            producer.commitTransaction();
            System.out.println("committed");
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, String key, byte[] value) {
        var unused = producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
        producer.flush();
    }

    private static ModelPackage large(long number) throws CorruptEnvelopeException {
        ModelPackage small = Envelope.decode(TestModels.version(number));
        byte[] generator = new byte[GENERATOR_BYTES];
        new SplittableRandom(number).nextBytes(generator);
        ModelVersion version = small.version();
        Map<String, String> sums = new TreeMap<>(version.sha256());
        sums.put(ModelVersion.GENERATOR, Sha256.hex(generator));
        ModelVersion metadata = new ModelVersion(
                version.schema(),
                version.version(),
                version.createdAt(),
                version.shape(),
                version.fit(),
                version.calibration(),
                version.thresholds(),
                version.trainedAgainst(),
                version.provenance(),
                version.gate(),
                sums);
        return new ModelPackage(metadata, small.detectorOnnx(), generator, small.samplesPng());
    }
}
