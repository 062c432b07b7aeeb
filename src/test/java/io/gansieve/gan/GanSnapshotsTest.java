package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class GanSnapshotsTest {
    private static final GanSnapshot SNAPSHOT = new GanSnapshot(
            640, 10, Map.of("generator", new float[] {1.5f, -0f, Float.MIN_VALUE}, "größe", new float[0]));

    @Test
    void readsWhatItWrote() throws CorruptSnapshotException {
        assertThat(GanSnapshots.decode(GanSnapshots.encode(SNAPSHOT))).isEqualTo(SNAPSHOT);
    }

    /** Its bytes as 0.1.0 wrote them. */
    @Test
    void readsASnapshotOfBefore() throws CorruptSnapshotException {
        byte[] old = HexFormat.of()
                .parseHex(
                        "47534e500000000100000000000002800000000000000014000000020000000663726974696300000001400000000000"
                                + "000967656e657261746f72000000023f800000bf000000dc3cf9ba");

        assertThat(GanSnapshots.decode(old))
                .isEqualTo(new GanSnapshot(
                        640, 20, Map.of("generator", new float[] {1, -0.5f}, "critic", new float[] {2})));
    }

    @Test
    void equalSnapshotsAreEqualBytes() {
        GanSnapshot same = new GanSnapshot(SNAPSHOT.imagesSeen(), SNAPSHOT.iterations(), SNAPSHOT.tensors());

        assertThat(GanSnapshots.encode(same)).isEqualTo(GanSnapshots.encode(SNAPSHOT));
    }

    @Test
    void refusesEveryTruncation() {
        byte[] bytes = GanSnapshots.encode(SNAPSHOT);
        for (int length = 0; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> GanSnapshots.decode(truncated)).isInstanceOf(CorruptSnapshotException.class);
        }
    }

    @Test
    void refusesAnotherMagicAndVersion() {
        assertRefused(0, 0x89504e47, "must begin with 47534e50, found 89504e47");
        assertRefused(4, 2, "format version 1, found 2");
    }

    @Test
    void refusesADamagedByte() {
        byte[] bytes = GanSnapshots.encode(SNAPSHOT);
        bytes[40] ^= 1;

        assertThatThrownBy(() -> GanSnapshots.decode(bytes))
                .isInstanceOf(CorruptSnapshotException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void refusesALengthBeyondTheEndBeforeAllocatingIt() {
        int firstNameLength = 4 + 4 + 8 + 8 + 4;
        assertRefused(firstNameLength, Integer.MAX_VALUE, "announces 2147483647 elements");
        assertRefused(firstNameLength, -1, "announces -1 elements");
    }

    @Test
    void refusesBytesAfterTheLastTensor() {
        int count = 4 + 4 + 8 + 8;
        assertRefused(count, 1, "after its last tensor");
    }

    @Test
    void aSnapshotCannotBeChangedThroughItsArrays() {
        SNAPSHOT.tensors().values().forEach(values -> Arrays.fill(values, 7f));
        SNAPSHOT.tensor("generator")[0] = 7;

        assertThat(SNAPSHOT.tensor("generator")[0]).isEqualTo(1.5f);
        assertThatThrownBy(() -> SNAPSHOT.tensor("critic"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("critic");
    }

    /** Puts a number into the encoding and makes its checksum right again. */
    private static void assertRefused(int position, int value, String reason) {
        byte[] bytes = GanSnapshots.encode(SNAPSHOT);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).putInt(position, value);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        buffer.putInt(bytes.length - 4, (int) crc.getValue());
        assertThatThrownBy(() -> GanSnapshots.decode(bytes))
                .isInstanceOf(CorruptSnapshotException.class)
                .hasMessageContaining(reason);
    }
}
