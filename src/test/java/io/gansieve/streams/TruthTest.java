package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.image.Label;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class TruthTest {
    private static Headers headers(String imageClass, String source) {
        return new RecordHeaders()
                .add("label", utf8("generated"))
                .add("class", utf8(imageClass))
                .add("source", utf8(source));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] json(String imageClass, String source) {
        return utf8("{\"label\":\"generated\",\"class\":%s,\"source\":\"%s\"}".formatted(imageClass, source));
    }

    @Test
    void takesWhatKeepsTheRules() {
        Truth truth = new Truth(Label.GENERATED, OptionalInt.of(1_000_000), "ddpm", Optional.empty());
        assertThat(Truth.in(headers("1000000", "ddpm"))).contains(truth);
        assertThat(Truth.in(headers("1000000", " ddpm "))).contains(truth);
        assertThat(Truth.parse(json("1000000", "ddpm"))).isEqualTo(truth);
    }

    @Test
    void boundsSourcesAndClassesOfHeadersAndLabels() {
        refuses("1000001", "ddpm", "class must be between 0 and 1000000: 1000001");
        refuses("-1", "ddpm", "class must be between 0 and 1000000: -1");
        refuses("3", "x".repeat(101), "source must have at most 100 bytes as UTF-8");
        refuses("3", "a\u2028b", "source must be printable, without U+2028");
        refuses("3", "   ", "source must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Truth.in(headers("9".repeat(5_000), "ddpm")))
                .withMessage("class must be an integer between 0 and 1000000: 99999999999…");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Truth.in(headers("3", "a\u0000b")))
                .withMessage("source must be printable, without U+0000: 'a\ufffdb'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Truth.parse(json("3", "a\\u0000b")))
                .withMessage("source must be printable, without U+0000: 'a\ufffdb'");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Truth.in(headers("3", "ddpm").remove("source").add("source", new byte[] {(byte) 0xc3})))
                .withMessage("header source must be UTF-8");
    }

    @Test
    void readsWhoSaysItAndComparesWithoutIt() {
        Headers named = headers("3", "ddpm").add("by", utf8("ada"));
        Truth truth = new Truth(Label.GENERATED, OptionalInt.of(3), "ddpm", Optional.of("ada"));
        assertThat(Truth.in(named)).contains(truth);
        assertThat(Truth.parse(utf8("{\"label\":\"generated\",\"class\":3,\"source\":\"ddpm\",\"by\":\"ada\"}")))
                .isEqualTo(truth);
        assertThat(truth.agreesWith(Truth.in(headers("3", "ddpm")).orElseThrow()))
                .isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Truth.in(headers("3", "ddpm").add("by", utf8("a\u0000b"))))
                .withMessage("by must be printable, without U+0000: 'a\ufffdb'");
    }

    private static void refuses(String imageClass, String source, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Truth.in(headers(imageClass, source)))
                .withMessageContaining(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Truth.parse(json(imageClass, source)))
                .withMessageContaining(message);
    }

    @Test
    void readsWhatAnEarlierReleaseTook() {
        Truth cut = new Truth(Label.GENERATED, OptionalInt.empty(), "x".repeat(100), Optional.empty());
        assertThat(Truth.storedIn(headers("2000000000", "x".repeat(200)))).contains(cut);
        assertThat(Truth.parseStored(json("2000000000", "x".repeat(200)))).isEqualTo(cut);
        assertThat(Truth.parseStored(json("7", "a\\u0000b")))
                .isEqualTo(new Truth(Label.GENERATED, OptionalInt.of(7), "a\ufffdb", Optional.empty()));
    }
}
