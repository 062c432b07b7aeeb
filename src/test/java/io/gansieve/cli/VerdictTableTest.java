package io.gansieve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.scoring.Verdict;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTableTest {
    private static final String PATH = "photos/" + "holiday/".repeat(10) + "1.jpg";

    @Test
    void fitsATerminalWithTheEndsOfALongId() {
        assertThat(VerdictTable.row(DemoRecords.verdict(PATH, 0.97, 12, 20), true))
                .isEqualTo("GENERATED        0.9700     12     12  photos/holiday/holi...liday/holiday/1.jpg")
                .hasSize(Terminal.WIDTH);
        assertThat(VerdictTable.header()).isEqualTo("VERDICT    P(GENERATED)  MODEL  EPOCH  IMAGE");
    }

    @Test
    void namesTheFrameOfAnAnimationThatDecided() {
        Optional<Verdict.Frames> frames = Optional.of(new Verdict.Frames(8, 40, 17));

        assertThat(VerdictTable.row(DemoRecords.verdict(PATH, 0.97, 12, 20, frames), true))
                .isEqualTo("GENERATED        0.9700     12     12  photos/hol...day/1.jpg (#17 of 40 frames)")
                .hasSize(Terminal.WIDTH);
        assertThat(VerdictTable.row(DemoRecords.verdict("cat.gif", 0.97, 12, 20, frames), false))
                .endsWith("  cat.gif (#17 of 40 frames)");
    }

    @Test
    void givesProgramsTheWholeId() {
        assertThat(VerdictTable.row(DemoRecords.verdict(PATH, 0.5, 12, 20), false))
                .startsWith("UNCERTAIN        0.5000 ")
                .endsWith("  " + PATH);
    }
}
