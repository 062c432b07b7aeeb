package io.gansieve.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Verdict VERDICT = Verdict.of(
            new Score(
                    Score.Decision.GENERATED,
                    0.97,
                    3.4,
                    true,
                    new Thresholds(0.2, 0.8, 0.95, 0.01),
                    12,
                    14,
                    "beef",
                    List.of("gan", "vae")),
            "cat-1",
            "cafe",
            new Verdict.Input("gansieve-images", 2, 40, 1_750_000_000_000L),
            640,
            480,
            "png",
            Instant.parse("2026-11-01T12:00:00.5Z"));

    @Test
    void hasTheFieldsOfTheContract() {
        assertThat(new String(Json.write(VERDICT), StandardCharsets.UTF_8))
                .isEqualTo("{\"schema\":1,\"imageId\":\"cat-1\",\"sha256\":\"cafe\",\"verdict\":\"GENERATED\","
                        + "\"probabilityGenerated\":0.97,\"logit\":3.4,\"familiar\":true,\"thresholds\":{\"real\":0.2,\"generated\":0.8,"
                        + "\"generatedIfProcessed\":0.95,\"targetFalsePositiveRate\":0.01},\"modelVersion\":12,"
                        + "\"championEpoch\":14,\"modelSha256\":\"beef\",\"trainedAgainst\":[\"gan\",\"vae\"],"
                        + "\"input\":{\"topic\":\"gansieve-images\",\"partition\":2,\"offset\":40,"
                        + "\"timestamp\":1750000000000},\"width\":640,\"height\":480,\"format\":\"png\","
                        + "\"scoredAt\":\"2026-11-01T12:00:00.500Z\"}");
    }

    /** As releases before the field wrote it. */
    @Test
    void readsAVerdictThatDoesNotSayWhetherItsImageWasFamiliar() {
        String old = Json.text(VERDICT).replace("\"familiar\":true,", "");

        Verdict read = Json.read(old.getBytes(StandardCharsets.UTF_8), Verdict.class);

        assertThat(old).doesNotContain("familiar");
        assertThat(read.verdict()).isEqualTo(VERDICT.verdict());
        assertThat(read.scoredAt()).isEqualTo(VERDICT.scoredAt());
        assertThat(read.familiar()).isFalse();
    }

    @Test
    void comesBackFromItsJson() {
        assertThat(Json.read(Json.write(VERDICT), Verdict.class)).isEqualTo(VERDICT);
    }
}
