package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gansieve.registry.ModelLog;
import io.gansieve.registry.ModelPackage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelLogFollowerTest {
    private static final String TOPIC = "t-models";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private volatile Optional<Uuid> identity = Optional.of(Uuid.ONE_UUID);
    private long next;

    @Test
    void readsATopicFromItsBeginningWhenItWasMadeAgainUnderTheSameName() {
        begin(0);
        add(TestModels.versionKey(1), TestModels.version(1));
        add(TestModels.pointerKey(1), TestModels.pointer(1, 1));
        ModelLogReader reader = reader();
        assertThat(reader.catchUp().championVersion()).isEqualTo(1);

        // As many records as were read before: its length does not tell.
        identity = Optional.of(Uuid.randomUuid());
        begin(0);
        next = 0;
        consumer.schedulePollTask(() -> {
            add(TestModels.versionKey(2), TestModels.version(2));
            add(TestModels.pointerKey(2), TestModels.pointer(2, 2));
        });
        consumer.updateEndOffsets(Map.of(PARTITION, 2L));
        ModelLog log = reader.catchUp();
        assertThat(log.versions()).containsOnlyKeys(2L);
        assertThat(log.championVersion()).isEqualTo(2);
    }

    @Test
    void readsATopicFromItsBeginningWhenItEndsBeforeWhatWasRead() {
        begin(0);
        add(TestModels.versionKey(1), TestModels.version(1));
        add(TestModels.pointerKey(1), TestModels.pointer(1, 1));
        ModelLogReader reader = reader();
        reader.catchUp();

        consumer.updateEndOffsets(Map.of(PARTITION, 0L));
        assertThat(reader.catchUp().versions()).isEmpty();
    }

    @Test
    void readsWeightsFromTheirOffsetsAndGoesOnWhereItWas() throws Exception {
        begin(0);
        add(TestModels.versionKey(1), TestModels.version(1));
        ModelLogReader reader = reader();
        reader.catchUp();
        consumer.schedulePollTask(() -> {
            next = 0;
            add(TestModels.versionKey(1), TestModels.version(1));
        });
        assertThat(reader.fetch(1)).map(found -> found.version().version()).contains(1L);
        assertThat(consumer.position(PARTITION)).isEqualTo(1);
        assertThat(reader.fetch(7)).isEmpty();
    }

    @Test
    void goesOnAfterAnythingThatAReaderThrows() throws InterruptedException {
        AtomicInteger opened = new AtomicInteger();
        begin(0);
        add(TestModels.versionKey(1), TestModels.version(1));
        add(TestModels.pointerKey(1), TestModels.pointer(1, 1));
        try (ModelLogFollower follower = ModelLogFollower.start(
                () -> switch (opened.incrementAndGet()) {
                    case 1 -> throw new KafkaException("no brokers");
                    case 2 -> throw new IllegalStateException("a bug");
                    case 3 -> throw new OutOfMemoryError("for the moment");
                    default -> reader();
                },
                List.of(),
                Clock.systemUTC())) {
            follower.awaitFirstRead();
            assertThat(follower.log().championVersion()).isEqualTo(1);
            assertThat(opened).hasValue(4);
        }
    }

    @Test
    void tellsEachProblemOnceAndTheLogEachTime() {
        Queue<String> refused = new ConcurrentLinkedQueue<>();
        Queue<ModelLog> logs = new ConcurrentLinkedQueue<>();
        begin(0);
        add("version/1".getBytes(StandardCharsets.UTF_8), "broken".getBytes(StandardCharsets.UTF_8));
        try (ModelLogFollower follower = ModelLogFollower.start(
                this::reader,
                List.of(new ModelLogFollower.Listener() {
                    @Override
                    public void changed(ModelLog log, ModelLogFollower.Weights weights) {
                        logs.add(log);
                    }

                    @Override
                    public void refused(String message) {
                        refused.add(message);
                    }
                }),
                Clock.systemUTC())) {
            Awaitility.await().until(() -> logs.size() > 3);
            assertThat(follower.log().problems()).hasSize(1);
            assertThat(refused).hasSize(1);
        }
    }

    @Test
    void refusesAFetchTooManyInsteadOfQueueingIt() throws Exception {
        List<Future<Optional<ModelPackage>>> asked = new ArrayList<>();
        ModelLogFollower follower = ModelLogFollower.start(
                () -> {
                    throw new KafkaException("no brokers");
                },
                List.of(),
                Clock.systemUTC());
        try {
            for (int i = 0; i < 100; i++) {
                asked.add(follower.fetch(1));
            }
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> asked.get(99).get(1, TimeUnit.SECONDS))
                    .withMessageContaining("too many");
            assertThat(asked.get(0)).isNotDone();
        } finally {
            follower.close();
        }
        assertThat(asked).allSatisfy(future -> assertThat(future).isDone());
    }

    private ModelLogReader reader() {
        return new ModelLogReader(consumer, TOPIC, () -> identity);
    }

    private void begin(long offset) {
        consumer.updateBeginningOffsets(Map.of(PARTITION, offset));
        consumer.updateEndOffsets(Map.of(PARTITION, offset));
    }

    private void add(byte[] key, byte @Nullable [] value) {
        long offset = next++;
        if (consumer.assignment().isEmpty()) {
            consumer.schedulePollTask(() -> consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, key, value)));
        } else {
            consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, key, value));
        }
        consumer.updateEndOffsets(Map.of(PARTITION, next));
    }
}
