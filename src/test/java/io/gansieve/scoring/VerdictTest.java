package io.gansieve.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
    private static final Score SCORE = new Score(
            Score.Decision.GENERATED,
            0.97,
            3.4,
            true,
            new Thresholds(0.2, 0.8, 0.95, 0.01),
            12,
            14,
            "beef",
            List.of("gan", "vae"));
    private static final Verdict VERDICT = verdict("png", Optional.empty());

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

    @Test
    void saysOfAnAnimationWhichFramesWereScored() {
        Verdict animation = verdict("gif", Optional.of(new Verdict.Frames(8, 40, 17)));

        assertThat(Json.text(animation))
                .isEqualTo(Json.text(VERDICT)
                        .replace("\"png\"", "\"gif\",\"frames\":{\"scored\":8,\"of\":40,\"highest\":17}"));
        assertThat(Json.read(Json.write(animation), Verdict.class)).isEqualTo(animation);
    }

    @ParameterizedTest
    @CsvSource({"0,40,0", "41,40,0", "8,40,40", "8,40,-1"})
    void refusesFramesThatAreNotInTheFile(int scored, int of, int highest) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Verdict.Frames(scored, of, highest))
                .withMessage("frames must have 1 ≤ scored ≤ of and 0 ≤ highest < of: %d, %d, %d", scored, of, highest);
    }

    private static Verdict verdict(String format, Optional<Verdict.Frames> frames) {
        return Verdict.of(
                new ScoredFile(TinyDetector.grey(0), SCORE, 640, 480, format, frames),
                "cat-1",
                "cafe",
                new Verdict.Input("gansieve-images", 2, 40, 1_750_000_000_000L),
                Instant.parse("2026-11-01T12:00:00.5Z"));
    }
}
