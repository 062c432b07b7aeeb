package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private static final int LIMIT = 64 << 10;
    private static final DeadLetters.Position FROM = new DeadLetters.Position("t-images", 3, 41);
    private static final String REFERENCE =
            "{\"topic\":\"t-images\",\"partition\":3,\"offset\":41,\"bytes\":%d,\"sha256\":\"%s\"}";

    @Test
    void leavesAloneWhatFits() {
        Record<byte[], byte[]> letter = letter(new byte[3], new byte[1000], new byte[5]);

        assertThat(DeadLetters.fitted(letter, LIMIT)).isSameAs(letter);
    }

    @Test
    void refersToAValueThatDoesNotFit() {
        byte[] value = new byte[LIMIT];

        Record<byte[], byte[]> fitted = DeadLetters.fitted(letter(new byte[3], value, new byte[5]), LIMIT);

        assertThat(text(fitted.value())).isEqualTo(REFERENCE.formatted(LIMIT, Sha256.hex(value)));
        assertThat(fitted.key()).hasSize(3);
        assertThat(header(fitted, "gansieve.reference")).isEqualTo("t-images-3@41");
        assertThat(header(fitted, "gansieve.reason")).isEqualTo("corrupt");
        assertThat(fitted.headers().lastHeader("received").value()).hasSize(5);
    }

    @Test
    void leavesReceivedHeadersOutThatDoNotFit() {
        Record<byte[], byte[]> fitted = DeadLetters.fitted(letter(new byte[3], new byte[9], new byte[LIMIT]), LIMIT);

        assertThat(text(fitted.value())).isEqualTo(REFERENCE.formatted(9, Sha256.hex(new byte[9])));
        assertThat(fitted.key()).hasSize(3);
        assertThat(names(fitted.headers()))
                .containsExactlyInAnyOrder(
                        "__streams.errors.exception",
                        "__streams.errors.message",
                        "__streams.errors.topic",
                        "__streams.errors.partition",
                        "__streams.errors.offset",
                        "gansieve.reason",
                        "gansieve.reference");
    }

    @Test
    void leavesOutAKeyThatDoesNotFit() {
        Record<byte[], byte[]> fitted = DeadLetters.fitted(letter(new byte[LIMIT], new byte[9], new byte[5]), LIMIT);

        assertThat(fitted.key()).isEmpty();
        assertThat(RecordLimits.fits(fitted, LIMIT)).isTrue();
    }

    @Test
    void fitsWhateverIsReceived() {
        byte[] large = new byte[20 << 20];

        for (byte[] key : new byte[][] {null, new byte[0], large}) {
            for (byte[] value : new byte[][] {null, new byte[0], large}) {
                for (byte[] header : new byte[][] {null, new byte[0], large}) {
                    Record<byte[], byte[]> fitted = DeadLetters.fitted(letter(key, value, header), LIMIT);
                    assertThat(RecordLimits.fits(fitted, LIMIT)).isTrue();
                    assertThat(header(fitted, "gansieve.reason")).isEqualTo("corrupt");
                }
            }
        }
    }

    @Test
    void isNotMisledByALetterThatComesBack() {
        Record<byte[], byte[]> first = letter(new byte[3], new byte[9], new byte[5]);
        DeadLetters.Position again = new DeadLetters.Position("t-labels", 0, 7);
        Record<byte[], byte[]> second = DeadLetters.of(
                first.withValue(new byte[LIMIT]),
                again,
                DeadLetters.Failure.refused("invalid-label", "x".repeat(9000)));

        Record<byte[], byte[]> fitted = DeadLetters.fitted(second, LIMIT);

        assertThat(header(fitted, "gansieve.reference")).isEqualTo("t-labels-0@7");
        assertThat(header(fitted, "gansieve.reason")).isEqualTo("invalid-label");
    }

    private static Record<byte[], byte[]> letter(
            byte @Nullable [] key, byte @Nullable [] value, byte @Nullable [] header) {
        Headers headers = new RecordHeaders().add("received", header);
        return DeadLetters.of(
                new Record<>(key, value, 1, headers), FROM, DeadLetters.Failure.refused("corrupt", "é".repeat(5000)));
    }

    private static List<String> names(Headers headers) {
        List<String> names = new ArrayList<>();
        headers.forEach(header -> names.add(header.key()));
        return names;
    }

    private static String header(Record<byte[], byte[]> letter, String name) {
        return text(letter.headers().lastHeader(name).value());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
