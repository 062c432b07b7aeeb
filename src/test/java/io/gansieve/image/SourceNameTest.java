package io.gansieve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SourceNameTest {
    @Test
    void takesPrintableNamesOfAHundredBytes() {
        assertThat(SourceName.of("ddpm")).isEqualTo("ddpm");
        assertThat(SourceName.of(" stable diffusion 1.5, \"fine\" \\ /tuned% "))
                .startsWith("stable")
                .endsWith("tuned%");
        assertThat(SourceName.of("扩散模型")).isEqualTo("扩散模型");
        assertThat(SourceName.of("x".repeat(100))).hasSize(100);
        assertThat(SourceName.of("模".repeat(33))).hasSize(33);
    }

    @Test
    void statesTheRuleThatANameBreaks() {
        refuses("", "source must not be blank: ''");
        refuses("   ", "source must not be blank: '   '");
        refuses("a\u0000b", "source must be printable, without U+0000: 'a\ufffdb'");
        refuses("ddpm\n", "source must be printable, without U+000A: 'ddpm\ufffd'");
        refuses("a\u2028b", "source must be printable, without U+2028: 'a\ufffdb'");
        refuses("a\u2029b", "source must be printable, without U+2029: 'a\ufffdb'");
        refuses("a\u202eb", "source must be printable, without U+202E: 'a\ufffdb'");
        refuses("a\ud800", "source must be printable, without U+D800: 'a\ufffd'");
        refuses("x".repeat(101), "source must have at most 100 bytes as UTF-8: '" + "x".repeat(40) + "…', 101 bytes");
        refuses("模".repeat(34), "source must have at most 100 bytes as UTF-8: '" + "模".repeat(33) + "', 102 bytes");
        refuses(
                "x".repeat(1 << 20),
                "source must have at most 100 bytes as UTF-8: '" + "x".repeat(40) + "…', 1048576 characters");
    }

    private static void refuses(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SourceName.of(text))
                .withMessage(message);
    }

    @Test
    void makesANameOfWhateverWasStored() {
        assertThat(SourceName.bounded("ddpm")).isEqualTo("ddpm");
        assertThat(SourceName.bounded("a\u0000b\n")).isEqualTo("a\ufffdb\ufffd");
        assertThat(SourceName.bounded("x".repeat(200))).isEqualTo("x".repeat(100));
        assertThat(SourceName.bounded("  ")).isEqualTo("unknown");
        assertThat(SourceName.bounded("")).isEqualTo("unknown");
        for (String text : new String[] {"模".repeat(200), "\ud83d\ude00".repeat(90), "\ud800", " ".repeat(300) + "x"}) {
            String name = SourceName.bounded(text);
            assertThat(SourceName.of(name)).isEqualTo(name);
            assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(100);
        }
    }

    @Test
    void callsNoSourceFromOutsideLikeSomethingOfTheProgram() {
        assertThat(SourceName.outside("ddpm")).isEqualTo("ddpm");
        assertThat(SourceName.outside("unknown")).isEqualTo("unknown");
        assertThat(SourceName.outside("gan")).isEqualTo("outside:gan");
        assertThat(SourceName.outside("all")).isEqualTo("outside:all");
        assertThat(SourceName.outside("other")).isEqualTo("outside:other");
        assertThat(SourceName.outside("outside:gan")).isEqualTo("outside:outside:gan");
        assertThat(SourceName.outside("outside:" + "x".repeat(92))).isEqualTo("other");
    }
}
