package io.gansieve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.registry.RoundReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoSummaryTest {
    private final DemoTally tally = new DemoTally();
    private final DemoSummary summary = new DemoSummary(tally);

    @Test
    void saysWhatIsKnownSoFar() {
        assertThat(summary.status(DemoAct.LEARNING, 7, 0)).isEqualTo("0:07 learning  0 im/s 0/0 ms  v0");
        assertThat(summary.newcomer(DemoAct.NEWCOMER)).isEqualTo("-");
    }

    @Test
    void statusFitsOnALineWithEverythingKnown() {
        tally.add(DemoRecords.promoted(0.01));
        for (String source : List.of(DemoCast.DIGITS, DemoCast.PAST, DemoCast.MIXTURE)) {
            add(DemoAct.NEWCOMER, source, 50, source.equals(DemoCast.DIGITS) ? 0.1 : 0.97);
        }
        assertThat(summary.status(DemoAct.NEWCOMER, 754, 1234.4))
                .isEqualTo("12:34 newcomer  1234 im/s 20/20 ms  v12  10/10 modes  past 1.000  mixture 1.000")
                .hasSizeLessThanOrEqualTo(79);
    }

    @Test
    void printsTheExaminationBySource() {
        tally.add(DemoRecords.promoted(0.0123));
        tally.add(DemoRecords.failed(RoundReport.Outcome.DIVERGED));
        add(DemoAct.NEWCOMER, DemoCast.DIGITS, 50, 0.5);
        add(DemoAct.NEWCOMER, DemoCast.MIXTURE, 50, 0.5);
        add(DemoAct.EXAM, DemoCast.DIGITS, 198, 0.1);
        add(DemoAct.EXAM, DemoCast.DIGITS, 1, 0.85);
        add(DemoAct.EXAM, DemoCast.DIGITS, 1, 0.95);
        add(DemoAct.EXAM, DemoCast.MIXTURE, 60, 0.97);
        StringWriter out = new StringWriter();
        summary.print(new PrintWriter(out, true));

        assertThat(out.toString().lines())
                .containsExactly(
                        "rounds      2: 1 promoted, 1 diverged",
                        "verdicts    360, one for each image",
                        "champion    version 12",
                        "calibration error at most 0.012, over all promoted versions",
                        "generator   draws 10 of 10 digits; a classifier is sure of 100.0 % of 90 samples",
                        "            0, 1, 2 ... in %: 10.0 10.0 10.0 10.0 10.0 10.0 10.0 10.0 10.0 10.0",
                        "            reverse KL 0.000 nats from the digits' own shares (perfect: 0.050)",
                        "newcomer    AUROC 0.5000 before its first label, 1.0000 after",
                        "",
                        "unseen, unlabelled        REAL GENERATED UNCERTAIN   AUROC",
                        "mnist                      198         1         1        ",
                        "gaussian-mixture             0        60         0  1.0000",
                        "0.50 % of MNIST's test images are called GENERATED; 1.00 % if files are clean")
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Terminal.WIDTH));
    }

    private void add(DemoAct act, String source, int count, double probability) {
        for (int i = 0; i < count; i++) {
            tally.add(DemoRecords.verdict("%s/%s/%d".formatted(act.text(), source, i), probability, 12, 20));
        }
    }
}
