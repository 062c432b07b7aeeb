package io.gansieve.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class JsonTest {
    record Sample(
            String name,
            double value,
            long count,
            Optional<String> note,
            OptionalInt number,
            List<String> names,
            Map<String, Double> figures,
            Instant time) {}

    private static final Instant TIME = Instant.parse("2026-11-01T12:00:00Z");

    @Test
    void leavesOutWhatIsAbsentAndWritesIsoTimes() {
        Sample sample =
                new Sample("a", 0.1, 2, Optional.empty(), OptionalInt.empty(), List.of(), Map.of("x", 1.5), TIME);
        assertThat(text(sample))
                .isEqualTo("{\"name\":\"a\",\"value\":0.1,\"count\":2,\"names\":[],\"figures\":{\"x\":1.5},"
                        + "\"time\":\"2026-11-01T12:00:00Z\"}");
        assertThat(Json.read(Json.write(sample), Sample.class)).isEqualTo(sample);
    }

    @Test
    void carriesNumbersThatAreNoneAsNull() {
        Sample sample = new Sample(
                "", Double.NaN, 0, Optional.of("n"), OptionalInt.of(3), List.of("b"), Map.of("x", Double.NaN), TIME);
        assertThat(text(sample)).contains("\"value\":null", "{\"x\":null}");
        assertThat(Json.read(Json.write(sample), Sample.class)).isEqualTo(sample);
        assertThat(text(Map.of("x", Double.NEGATIVE_INFINITY))).isEqualTo("{\"x\":null}");
    }

    @Test
    void ignoresWhatItDoesNotKnowAndReadsWhatIsMissingAsEmpty() {
        Sample sample = read("{\"time\":\"2026-11-01T12:00:00Z\",\"new\":{\"a\":[1]}}");
        assertThat(sample)
                .isEqualTo(new Sample(
                        "", Double.NaN, 0, Optional.empty(), OptionalInt.empty(), List.of(), Map.of(), TIME));
        assertThat(read("{\"time\":\"2026-11-01T12:00:00Z\",\"name\":null,\"names\":null}"))
                .isEqualTo(sample);
    }

    @Test
    void refusesBrokenInputWithOneLine() {
        for (String json :
                List.of("", "{", "null", "{\"name\":\"a\"}", "{\"count\":1.5}", "{\"count\":\"x\"}", "[]", "{} {}")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> read(json))
                    .withMessageStartingWith("expected Sample as JSON")
                    .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("\n"));
        }
    }

    @Test
    void refusesDeepNesting() {
        String deep = "{\"new\":" + "[".repeat(100) + "]".repeat(100) + "}";
        assertThatIllegalArgumentException().isThrownBy(() -> read(deep)).withMessageContaining("nesting");
    }

    private static Sample read(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), Sample.class);
    }

    private static String text(Object value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }
}
