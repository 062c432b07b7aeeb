package io.gansieve.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.registry.RoundReport;
import io.gansieve.scoring.Score;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class DemoTallyTest {
    private final DemoTally tally = new DemoTally();

    @Test
    void countsVerdictsByActAndSourceAndNobodyElses() {
        tally.add(DemoRecords.verdict("exam/mnist/1", 0.1, 3, 0));
        tally.add(DemoRecords.verdict("exam/mnist/2", 0.85, 4, 0));
        tally.add(DemoRecords.verdict("learning/mnist/3", 0.97, 2, 0));
        tally.add(DemoRecords.verdict("somebody/mnist/4", 0.97, 9, 0));

        assertThat(tally.answered()).isEqualTo(3);
        assertThat(tally.champion()).isEqualTo(4);
        assertThat(tally.answers(DemoAct.NEWCOMER, DemoCast.DIGITS)).isEmpty();
        DemoTally.Answers exam = tally.answers(DemoAct.EXAM, DemoCast.DIGITS).orElseThrow();
        assertThat(exam.count()).isEqualTo(2);
        assertThat(exam.count(Score.Decision.REAL)).isEqualTo(1);
        assertThat(exam.count(Score.Decision.UNCERTAIN)).isEqualTo(1);
        assertThat(exam.count(Score.Decision.GENERATED)).isZero();
        assertThat(exam.aboveClean()).isEqualTo(0.5);
    }

    @Test
    void countsRoundsAndKeepsTheLastPromotedAndTheWorstError() {
        RoundReport first = DemoRecords.promoted(0.02);
        RoundReport second = DemoRecords.promoted(0.01);
        tally.add(first);
        tally.add(second);
        tally.add(DemoRecords.failed(RoundReport.Outcome.COLLAPSED));

        assertThat(tally.rounds()).isEqualTo(3);
        assertThat(tally.rounds(RoundReport.Outcome.PROMOTED)).isEqualTo(2);
        assertThat(tally.rounds(RoundReport.Outcome.COLLAPSED)).isEqualTo(1);
        assertThat(tally.rounds(RoundReport.Outcome.REJECTED)).isZero();
        assertThat(tally.lastPromoted()).containsSame(second);
        assertThat(tally.worstCalibrationError()).isEqualTo(0.02);
    }

    /** Of 600 verdicts the first 100, which took a second, are forgotten. */
    @Test
    void takesLatenciesFromTheLatestVerdicts() {
        assertThat(tally.latency(0.5)).isZero();
        for (int i = 0; i < 600; i++) {
            tally.add(DemoRecords.verdict("exam/mnist/" + i, 0.1, 1, i < 100 ? 1000 : i - 100));
        }
        assertThat(tally.latency(0)).isZero();
        assertThat(tally.latency(0.5)).isEqualTo(250);
        assertThat(tally.latency(1)).isEqualTo(499);
    }

    @Test
    void ranksASourceAgainstTheDigitsOfTheSameActOnceThereAreEnough() {
        add(DemoAct.TAUGHT, DemoCast.DIGITS, 50, 0.1);
        add(DemoAct.EXAM, DemoCast.MIXTURE, 60, 0.9);
        add(DemoAct.TAUGHT, DemoCast.MIXTURE, 49, 0.9);
        assertThat(tally.auroc(DemoAct.EXAM, DemoCast.MIXTURE, false)).isEmpty();
        assertThat(tally.auroc(DemoAct.TAUGHT, DemoCast.MIXTURE, false)).isEmpty();

        add(DemoAct.TAUGHT, DemoCast.MIXTURE, 1, 0.1);
        // 49 of 50 lie above every digit, one is level with all of them.
        assertThat(tally.auroc(DemoAct.TAUGHT, DemoCast.MIXTURE, false).orElseThrow())
                .isCloseTo(0.99, within(1e-12));

        add(DemoAct.TAUGHT, DemoCast.MIXTURE, 500, 0.05);
        assertThat(tally.auroc(DemoAct.TAUGHT, DemoCast.MIXTURE, true)).isEqualTo(OptionalDouble.of(0));
        assertThat(tally.auroc(DemoAct.TAUGHT, DemoCast.MIXTURE, false).orElseThrow())
                .isCloseTo(49.5 / 550, within(1e-12));
    }

    private void add(DemoAct act, String source, int count, double probability) {
        for (int i = 0; i < count; i++) {
            tally.add(DemoRecords.verdict("%s/%s/%d".formatted(act.text(), source, i), probability, 1, 0));
        }
    }
}
