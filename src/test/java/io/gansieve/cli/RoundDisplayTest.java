package io.gansieve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.gan.RoundResult;
import io.gansieve.registry.GateReport;
import io.gansieve.registry.RoundCoverage;
import io.gansieve.registry.RoundReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoundDisplayTest {
    private final StringWriter out = new StringWriter();

    @Test
    void writesALineARoundForPrograms() {
        RoundDisplay display = new RoundDisplay(new PrintWriter(out), false, false);
        display.running(3);
        display.finished(promoted());
        display.finished(failed());
        display.end();

        assertThat(out.toString().lines())
                .containsExactly(
                        "round 3 promoted critic 1.31 detector 0.021 generator 0.72 label-noise 0.05 instance-noise 0.097 "
                                + "auroc 0.9312 worst some-long-name false-positives 0.012 ece 0.020 modes 10 seconds 12.3 images/s 312",
                        "round 1234 diverged critic - detector - generator - label-noise - instance-noise - auroc - worst - "
                                + "false-positives - ece - modes - seconds 0.0 images/s -: the round failed");
    }

    @Test
    void growsATableWithinTheWidthOfATerminal() {
        RoundDisplay display = new RoundDisplay(new PrintWriter(out), true, false);
        display.running(3);
        display.finished(promoted());
        display.finished(failed());

        assertThat(shown())
                .containsExactly(
                        " rnd outcome  crit   det  gen flip noise auroc worst    fpr   ece md    s  im/s",
                        "   3 promoted 1.31 0.021 0.72 0.05 0.097 0.931 some-l 0.012 0.020 10 12.3   312",
                        "1234 diverged    -     -    -    -     -     - -          -     -  -  0.0     -",
                        "     the round failed")
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void coloursTheOutcomeOnlyWhereItMay() {
        assertThat(RoundTable.row(promoted(), true)).contains("\u001b[32mpromoted\u001b[0m 1.31");
        assertThat(RoundTable.row(promoted(), false)).doesNotContain("\u001b");
    }

    @Test
    void takesAwayTheRunningRoundWithoutEscapes() {
        RoundDisplay display = new RoundDisplay(new PrintWriter(out), true, false);
        display.running(3);
        display.end();

        assertThat(out.toString())
                .contains("   3 training, ")
                .endsWith("\r" + " ".repeat(79) + "\r")
                .doesNotContain("\u001b");
    }

    @Test
    void cutsAReasonToTheWidthOfATerminal() {
        RoundDisplay display = new RoundDisplay(new PrintWriter(out), true, false);
        display.finished(failed("x".repeat(200)));

        assertThat(shown()).last().asString().hasSize(Terminal.WIDTH).endsWith("x...");
    }

    @Test
    void explainsEveryColumn() {
        String legend = String.join(" ", RoundTable.LEGEND);

        assertThat(RoundTable.LEGEND).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Terminal.WIDTH));
        assertThat(RoundTable.heading().strip().split(" +"))
                .filteredOn(heading -> !List.of("rnd", "outcome").contains(heading))
                .allSatisfy(heading -> assertThat(legend).contains(heading));
    }

    /** What is left on each line. */
    private List<String> shown() {
        return Arrays.stream(out.toString().stripTrailing().split("\n", -1))
                .map(line -> line.substring(line.lastIndexOf('\r') + 1))
                .toList();
    }

    private static RoundReport promoted() {
        RoundResult result = new RoundResult(1.31, 0.0212, 0.72, 0.8, false, 0.05, 0.097, 3840, List.of("gan"));
        GateReport gate = new GateReport(
                true,
                List.of(),
                Map.of("all", 0.9, "gan", 0.99, "some-long-name", 0.9312),
                Map.of(),
                0.012,
                0.02,
                500,
                1500);
        ModeCoverage even =
                ModeCoverage.of(new int[] {9, 9, 9, 9, 9, 9, 9, 9, 9, 9}, ModeCoverage.distribution(new int[10]));
        RoundCoverage.Generator covered = new RoundCoverage.Generator(Optional.of(even), Optional.empty());
        return new RoundReport(
                RoundReport.SCHEMA,
                3,
                RoundReport.Outcome.PROMOTED,
                "",
                3,
                Optional.of(result),
                Optional.of(gate),
                Optional.of(new RoundCoverage(covered, covered)),
                "",
                Instant.EPOCH,
                12.3);
    }

    private static RoundReport failed() {
        return failed("the round failed");
    }

    private static RoundReport failed(String reason) {
        return new RoundReport(
                RoundReport.SCHEMA,
                1234,
                RoundReport.Outcome.DIVERGED,
                reason,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                Instant.EPOCH,
                0);
    }
}
