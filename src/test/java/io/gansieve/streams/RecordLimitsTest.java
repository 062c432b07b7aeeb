package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.internal.AbstractRecords;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordLimitsTest {
    private static final RecordLimits LIMITS = new RecordLimits(9_000_000, 70_000, 3_000_000, 8_000_000);

    /** Noise cannot be compressed: what a codec makes of it is larger than the noise. */
    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void countsNoLessThanABatchOfTheRecordTakes(CompressionType codec) {
        for (int limit : new int[] {64 << 10, 1_000_000, 1_048_588, 16 << 20}) {
            byte[] value = new byte[(int) RecordLimits.most(limit) - 20 - 30];
            new Random(limit).nextBytes(value);
            Header[] headers = {new RecordHeader("name", new byte[16])};
            Record<byte[], byte[]> record = new Record<>(new byte[20], value, 1, new RecordHeaders(headers));

            assertThat(RecordLimits.fits(record, limit)).isTrue();
            assertThat(RecordLimits.fits(record.withValue(new byte[value.length + 10]), limit))
                    .isFalse();
            MemoryRecords batch = MemoryRecords.withRecords(
                    Compression.of(codec).build(), new SimpleRecord(1, record.key(), value, headers));
            assertThat(batch.sizeInBytes()).as("%s of %d", codec, limit).isLessThanOrEqualTo(limit);
            assertThat(AbstractRecords.estimateSizeInBytesUpperBound(
                            RecordBatch.CURRENT_MAGIC_VALUE, codec, record.key(), value, headers))
                    .isLessThanOrEqualTo(limit);
        }
    }

    @Test
    void boundsExamplesByTheStoreTheyGoTo() {
        assertThat(LIMITS.storedExamples()).isEqualTo(RecordLimits.LEAST);
        assertThat(RecordLimits.all(20_000).storedExamples()).isEqualTo(20_000);
    }

    @Test
    void sendsWhatTheTopicsTakeAndAlwaysAMebibyte() {
        assertThat(LIMITS.largestWritten()).isEqualTo(8_000_000);
        assertThat(RecordLimits.all(20_000).largestWritten()).isEqualTo(1 << 20);
    }

    @Test
    void writesNoMoreThanProducersMaySend() {
        assertThat(LIMITS.within(Map.of())).isEqualTo(LIMITS);
        assertThat(LIMITS.within(Map.of("max.request.size", "2000000")))
                .isEqualTo(new RecordLimits(9_000_000, 70_000, 2_000_000, 2_000_000));
        assertThat(LIMITS.within(Map.of("max.request.size", "1", "producer.max.request.size", "2000000")))
                .isEqualTo(LIMITS.within(Map.of("max.request.size", "2000000")));
    }

    @Test
    void refusesALimitOfNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordLimits.all(0))
                .withMessage("images must be positive: 0");
    }
}
