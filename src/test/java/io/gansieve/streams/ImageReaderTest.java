package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImageReaderTest {
    private static final TopicPartition FIRST = new TopicPartition("images", 0);
    private static final TopicPartition SECOND = new TopicPartition("images", 1);

    private final MockConsumer<byte[], byte[]> consumer =
            new MockConsumer<>(AutoOffsetResetStrategy.StrategyType.NONE.toString());
    private final ImageReader reader = new ImageReader(consumer);

    @BeforeEach
    void endFarAhead() {
        consumer.updateEndOffsets(Map.of(FIRST, 1000L, SECOND, 1000L));
    }

    @Test
    void readsNoPositionThatNoRecordHasYet() {
        consumer.schedulePollTask(() -> {
            throw new AssertionError("nothing is read");
        });

        assertThat(reader.fetch("images", 0, 1000)).isEmpty();
        assertThat(reader.fetch("images", 0, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void readsNoPartitionThatIsNone() {
        consumer.updatePartitions("images", List.of(new PartitionInfo("images", 0, null, null, null)));

        assertThat(reader.fetch("images", Integer.MAX_VALUE, 7)).isEmpty();
        assertThat(consumer.assignment()).isEmpty();
    }

    @Test
    void readsARecordByItsPosition() {
        onNextPoll(FIRST, 7, 8);

        assertThat(reader.fetch("images", 0, 7)).hasValue(new byte[] {7});
    }

    @Test
    void readsOnWithoutSeeking() {
        onNextPoll(FIRST, 7);
        reader.fetch("images", 0, 7);
        onNextPoll(FIRST, 8, 9);

        assertThat(reader.fetch("images", 0, 9)).hasValue(new byte[] {9});
        assertThat(consumer.position(FIRST)).isEqualTo(10);
    }

    @Test
    void readsSeveralPartitionsInTurn() {
        onNextPoll(FIRST, 7);
        assertThat(reader.fetch("images", 0, 7)).isPresent();
        onNextPoll(SECOND, 3);
        assertThat(reader.fetch("images", 1, 3)).hasValue(new byte[] {3});
        onNextPoll(FIRST, 8);
        assertThat(reader.fetch("images", 0, 8)).hasValue(new byte[] {8});
    }

    @Test
    void saysThatARecordIsGone() {
        onNextPoll(FIRST, 9);
        assertThat(reader.fetch("images", 0, 7)).isEmpty();

        onNextPoll(FIRST, 10);
        assertThat(reader.fetch("images", 0, 10)).hasValue(new byte[] {10});
    }

    @Test
    void saysThatARecordIsGoneWhenItsSegmentWasDeleted() {
        consumer.schedulePollTask(() -> consumer.setPollException(new OffsetOutOfRangeException(Map.of(FIRST, 7L))));

        assertThat(reader.fetch("images", 0, 7)).isEmpty();
        onNextPoll(FIRST, 101);
        assertThat(reader.fetch("images", 0, 101)).isPresent();
    }

    @Test
    void givesUpWithAFailureThatCanBeTriedAgain() {
        consumer.updatePartitions("images", List.of(new PartitionInfo("images", 0, null, null, null)));

        assertThatThrownBy(() -> reader.fetch("images", 0, 7))
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("images-0@7");
    }

    private void onNextPoll(TopicPartition partition, long... offsets) {
        consumer.schedulePollTask(() -> {
            for (long offset : offsets) {
                consumer.addRecord(new ConsumerRecord<>(
                        partition.topic(), partition.partition(), offset, new byte[0], new byte[] {(byte) offset}));
            }
        });
    }
}
