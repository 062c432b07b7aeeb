package io.gansieve.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.gan.CriticFigures;
import io.gansieve.gan.RoundResult;
import io.gansieve.scoring.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoundReportTest {
    private static final RoundResult RESULT = new RoundResult(0.6, 0.3, 0.9, 0.8, false, 0.05, 0.1, 640, List.of("gan"))
            .with(new CriticFigures(-1, 1.5, 0.7, 0.6));

    private final RoundReport report = new RoundReport(
            RoundReport.SCHEMA,
            1,
            RoundReport.Outcome.PROMOTED,
            "",
            1,
            Optional.of(RESULT),
            Optional.empty(),
            Optional.empty(),
            "",
            Instant.EPOCH,
            1.5);

    @Test
    void isReadAsItWasWritten() {
        assertThat(Json.read(Json.write(report), RoundReport.class)).isEqualTo(report);
    }

    @Test
    void aReportOfANewerReleaseIsReadWithWhatIsKnown() {
        String newer = Json.text(report)
                .replace("\"schema\":1,", "\"schema\":2,\"weather\":\"fair\",")
                .replace("\"promoted\"", "\"postponed\"");

        RoundReport read = Json.read(newer.getBytes(StandardCharsets.UTF_8), RoundReport.class);

        assertThat(read.outcome()).isEqualTo(RoundReport.Outcome.OTHER);
        assertThat(read.result()).contains(RESULT);
        assertThat(RoundReport.Outcome.given()).doesNotContain(RoundReport.Outcome.OTHER);
    }

    /** Its bytes as 0.1.0 wrote them. */
    @Test
    void aReportOfBeforeIsRead() {
        String old =
                "{\"schema\":1,\"round\":4,\"outcome\":\"rejected\",\"reason\":\"source vae: worse\",\"version\":7,"
                        + "\"result\":{\"criticLoss\":0.6,\"detectorLoss\":0.3,\"generatorLoss\":0.9,\"valueFunction\":-1.0,"
                        + "\"wassersteinEstimate\":1.5,\"realAccuracy\":0.7,\"generatedAccuracy\":0.6,\"diversity\":0.8,"
                        + "\"collapsed\":false,\"labelNoise\":0.05,\"instanceNoise\":0.1,\"imagesTrained\":640,\"generators\":[\"gan\"]},"
                        + "\"imagesDigest\":\"cafe\",\"startedAt\":\"1970-01-01T00:00:00Z\",\"seconds\":1.5}";

        RoundReport read = Json.read(old.getBytes(StandardCharsets.UTF_8), RoundReport.class);

        assertThat(read.outcome()).isEqualTo(RoundReport.Outcome.REJECTED);
        assertThat(read.version()).isEqualTo(7);
        assertThat(read.result()).contains(RESULT);
    }

    @Test
    void cutsNoCharacterInTwo() {
        assertThat(RoundReport.cut("abcd", 4)).isEqualTo("abcd");
        assertThat(RoundReport.cut("abcde", 4)).isEqualTo("abc…");
        assertThat(RoundReport.cut("ab\ud83d\ude00e", 4)).isEqualTo("ab…");
        assertThat(Json.text(RoundReport.cut("\ud83d\ude00".repeat(300), 300))).hasSize(299 + 2);
    }

    @Test
    void aReportFromBeforeAFigureWasMeasuredHasNone() {
        String older = Json.text(report).replace("\"wassersteinEstimate\":1.5,", "");
        assertThat(older).doesNotContain("wasserstein");

        RoundReport read = Json.read(older.getBytes(StandardCharsets.UTF_8), RoundReport.class);
        assertThat(read.result().orElseThrow().wassersteinEstimate()).isNaN();
        assertThat(read.result().orElseThrow().valueFunction()).isEqualTo(-1);
    }
}
