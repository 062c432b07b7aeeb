package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.replay.Example;
import io.gansieve.replay.ReplayBuffer;
import io.gansieve.replay.Split;
import io.gansieve.scoring.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplayStoreTest {
    private static final ImageShape SHAPE = new ImageShape(8, 8, 1);

    private final KeyValueStore<String, byte[]> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("replay"), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();

    ReplayStoreTest() {
        store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private ReplayStore open() {
        return new ReplayStore(store, new ReplayBuffer(200_000, 5), SHAPE);
    }

    private static Example example(int number, String source) {
        byte[] pixels = new byte[SHAPE.size()];
        new SplittableRandom(number).nextBytes(pixels);
        LabeledImage image = new LabeledImage(Image.of(SHAPE, pixels), Label.GENERATED, OptionalInt.empty(), source);
        return new Example("image-" + number, image, 0, 0, 0);
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> records = store.all()) {
            records.forEachRemaining(read -> keys.add(read.key));
        }
        return keys;
    }

    @Test
    void goesOnFromItsStoreAsIfNothingHadHappened() {
        ReplayStore one = open();
        for (int i = 0; i < 3_000; i++) {
            one.offer(example(i, "source-" + i % (1 + i / 5)));
            if (i % 1_000 == 999) {
                ReplayStore other = open();
                assertThat(other.buffer().counters()).isEqualTo(one.buffer().counters());
                for (Split split : Split.values()) {
                    assertThat(other.buffer().examples(split, Label.GENERATED))
                            .isEqualTo(one.buffer().examples(split, Label.GENERATED));
                }
                one = other;
            }
        }
    }

    @Test
    void writesShortRecordsHoweverManySourcesThereAre() {
        ReplayStore replay = open();
        for (int i = 0; i < 5_000; i++) {
            replay.offer(example(i, "x".repeat(90) + i));
        }
        try (KeyValueIterator<String, byte[]> records = store.all()) {
            records.forEachRemaining(
                    read -> assertThat(read.value.length).as(read.key).isLessThan(1_000));
        }
        assertThat(keys().stream().filter(key -> key.startsWith("counter/"))).hasSizeLessThan(25_000);
        String held =
                replay.buffer().examples(Split.TRAIN, Label.GENERATED).get(0).id();
        assertThat(replay.forget(held)).isTrue();
        assertThat(replay.forget(held)).isFalse();
    }

    @Test
    void takesOverWhatAnEarlierReleaseStored() {
        for (int i = 0; i < 5; i++) {
            store.put("train/generated/gan/%08d".formatted(i), ExampleCodec.encode(example(i, "gan")));
        }
        store.put("counters", Json.write(Map.of("offered", Map.of("random", 7, "train/generated/gan", 30))));

        ReplayStore replay = open();
        assertThat(replay.buffer().examples(Split.TRAIN, Label.GENERATED)).hasSize(5);
        replay.offer(example(100, "ddpm"));

        assertThat(keys())
                .contains("train/generated/outside%3Agan/00000004", "counter/train/generated/outside%3Agan")
                .doesNotContain("counters", "train/generated/gan/00000000");
        assertThat(open().buffer().counters()).isEqualTo(replay.buffer().counters());
        assertThat(replay.buffer().counters().offered())
                .containsEntry("train/generated/outside%3Agan", 30L)
                .containsEntry("seen/generated/outside%3Agan", 30L);
    }

    @Test
    void goesOnWithoutCountersThatItDoesNotKnow() {
        store.put("counter/random", "9".getBytes(StandardCharsets.US_ASCII));
        assertThat(open().buffer().bytes()).isZero();
        assertThat(keys()).isEmpty();
    }
}
