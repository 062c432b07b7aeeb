package io.gansieve.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
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

    /** Its bytes as 0.1.0 wrote them. */
    @Test
    void readsARecordOfBefore() throws CorruptEnvelopeException {
        byte[] old = Base64.getDecoder()
                .decode(
                        "R1NNVgAAAAEAAANo34YDndValwYv1GZaxko/TjiMP7TOo+q5RmL4y0Zp+Qt7InNjaGVtYSI6MSwidmVyc2lvbiI6NywiY3JlYXRlZEF0IjoiMT"
                                + "k3MC0wMS0wMVQwMDowMDowMFoiLCJzaGFwZSI6eyJoZWlnaHQiOjgsIndpZHRoIjo4LCJjaGFubmVscyI6MX0sImZpdCI6InJlc2l6ZSIsImNh"
                                + "bGlicmF0aW9uIjp7InNsb3BlIjoxLjUsImludGVyY2VwdCI6LTAuMjUsInByaW9yIjowLjV9LCJ0aHJlc2hvbGRzIjp7InJlYWwiOjAuMiwiZ2"
                                + "VuZXJhdGVkIjowLjgsImdlbmVyYXRlZElmUHJvY2Vzc2VkIjowLjk1LCJ0YXJnZXRGYWxzZVBvc2l0aXZlUmF0ZSI6MC4wMX0sInRyYWluZWRB"
                                + "Z2FpbnN0IjpbImdhbiJdLCJwcm92ZW5hbmNlIjp7InBhcmVudCI6Niwicm91bmQiOjQsInNlZWQiOjEsImltYWdlc1NlZW4iOjY0MCwiaW1hZ2"
                                + "VzRGlnZXN0IjoiY2FmZSIsInNjaGVkdWxlcyI6eyJsYWJlbE5vaXNlIjowLjA1fSwib2Zmc2V0cyI6eyJnYW5zaWV2ZS1leGFtcGxlcy0wIjo5"
                                + "OX19LCJnYXRlIjp7InBhc3NlZCI6dHJ1ZSwicmVhc29ucyI6W10sImF1cm9jIjp7ImFsbCI6MC45fSwiY2hhbXBpb25BdXJvYyI6eyJhbGwiOj"
                                + "AuOH0sImZhbHNlUG9zaXRpdmVSYXRpbyI6MC4wMSwiY2FsaWJyYXRpb25FcnJvciI6MC4wMiwicmVhbHMiOjUsImdlbmVyYXRlZCI6Nn0sInNo"
                                + "YTI1NiI6eyJnZW5lcmF0b3Iub25ueCI6ImRiYzFiNGM5MDBmZmU0OGQ1NzViNWRhNWM2MzgwNDAxMjVmNjVkYjBmZTNlMjQ0OTRiNzZlYTk4Nj"
                                + "Q1N2Q5ODYiLCJzYW1wbGVzLnBuZyI6IjA4NGZlZDA4Yjk3OGFmNGQ3ZDE5NmE3NDQ2YTg2YjU4MDA5ZTYzNmI2MTFkYjE2MjExYjY1YTlhYWRm"
                                + "ZjI5YzUiLCJkZXRlY3Rvci5vbm54IjoiNGJmNTEyMmYzNDQ1NTRjNTNiZGUyZWJiOGNkMmI3ZTNkMTYwMGFkNjMxYzM4NWE1ZDdjY2UyM2M3Nz"
                                + "g1NDU5YSJ9fQAAAAMADWRldGVjdG9yLm9ubngAAAABAQAOZ2VuZXJhdG9yLm9ubngAAAABAgALc2FtcGxlcy5wbmcAAAABAw==");

        ModelPackage model = Envelope.decode(old);

        assertThat(model.version().version()).isEqualTo(7);
        assertThat(model.version().provenance().offsets()).containsEntry("gansieve-examples-0", 99L);
        assertThat(model.detectorOnnx()).containsExactly(1);
        assertThat(model.samplesPng()).containsExactly(3);
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
