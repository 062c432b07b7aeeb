package io.gansieve.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final ModelPackage MODEL = Models.tiny(ModelVersion.SCHEMA);
    private static final byte[] BYTES = Envelope.encode(MODEL);

    @Test
    void comesBackFromItsBytes() throws CorruptEnvelopeException {
        assertThat(Envelope.decode(BYTES)).isEqualTo(MODEL);
        assertThat(Envelope.encode(Envelope.decode(BYTES))).isEqualTo(BYTES);
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < BYTES.length; length++) {
            refused(Arrays.copyOf(BYTES, length)).withMessageContaining("truncated");
        }
    }

    @Test
    void refusesBytesAfterTheParts() {
        refused(Arrays.copyOf(BYTES, BYTES.length + 3)).withMessageContaining("found 3 more bytes");
    }

    @Test
    void refusesAnotherMagic() {
        byte[] other = BYTES.clone();
        other[0] = 'P';
        refused(other).withMessage("expected a model record, which begins with GSMV, found 0x50534d56");
    }

    @Test
    void refusesANewerSchema() {
        refused(Envelope.encode(Models.tiny(2)))
                .withMessage("schema of a model record must be at most 1, a newer release wrote 2");
    }

    @Test
    void refusesLengthsBeyondTheRecordWithoutAllocatingThem() {
        for (int length : new int[] {Integer.MAX_VALUE, BYTES.length, -1}) {
            byte[] other = BYTES.clone();
            ByteBuffer.wrap(other).putInt(8, length);
            refused(other).withMessageContaining("truncated in the metadata: expected " + length + " bytes");
            byte[] part = BYTES.clone();
            int name = indexOf(part, "detector.onnx");
            ByteBuffer.wrap(part).putInt(name + "detector.onnx".length(), length);
            refused(part).withMessageContaining("truncated in detector.onnx: expected " + length + " bytes");
        }
    }

    @Test
    void refusesAFlippedBitWhereverItIs() {
        for (int bit = 0; bit < BYTES.length * 8; bit++) {
            byte[] flipped = BYTES.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            refused(flipped);
        }
    }

    @Test
    void saysWhichPartDoesNotMatchItsChecksum() {
        byte[] flipped = BYTES.clone();
        flipped[indexOf(BYTES, "generator!")] ^= 1;
        refused(flipped).withMessageStartingWith("generator.onnx of version 4: expected SHA-256 ");
    }

    @Test
    void refusesToWriteChecksumsThatAreWrong() {
        ModelPackage wrong = new ModelPackage(MODEL.version(), new byte[1], MODEL.generatorOnnx(), MODEL.samplesPng());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Envelope.encode(wrong))
                .withMessageStartingWith("detector.onnx of version 4");
    }

    private static ThrowableAssertAlternative<CorruptEnvelopeException> refused(byte[] bytes) {
        return assertThatExceptionOfType(CorruptEnvelopeException.class).isThrownBy(() -> Envelope.decode(bytes));
    }

    /** The last place where {@code text} stands: names stand in the metadata first. */
    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(text);
    }
}
