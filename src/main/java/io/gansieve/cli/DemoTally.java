package io.gansieve.cli;

import io.gansieve.evaluation.Auroc;
import io.gansieve.evaluation.Scores;
import io.gansieve.registry.RoundReport;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the demonstration has seen come back, by act and source. Used by one thread. */
final class DemoTally {
    /** Verdicts that a figure on the way rests on: the latest. */
    private static final int RECENT = 500;

    /** Of either class, for an AUROC. */
    private static final int LEAST = 50;

    private final Map<RoundReport.Outcome, Integer> rounds = new EnumMap<>(RoundReport.Outcome.class);
    private final Map<String, Answers> answers = new LinkedHashMap<>();
    private final Deque<Double> latencies = new ArrayDeque<>();
    private long answered;
    private long champion;
    private double worstCalibrationError;
    private Optional<RoundReport> lastPromoted = Optional.empty();

    /** The verdicts on one source in one act. */
    static final class Answers {
        private final Map<Score.Decision, Integer> decisions = new EnumMap<>(Score.Decision.class);
        private final List<Double> probabilities = new ArrayList<>();
        private int aboveClean;

        private void add(Verdict verdict) {
            decisions.merge(verdict.verdict(), 1, Integer::sum);
            probabilities.add(verdict.probabilityGenerated());
            aboveClean += verdict.probabilityGenerated() >= verdict.thresholds().generated() ? 1 : 0;
        }

        int count() {
            return probabilities.size();
        }

        int count(Score.Decision decision) {
            return decisions.getOrDefault(decision, 0);
        }

        /** Share of images at or above the threshold for clean files. */
        double aboveClean() {
            return (double) aboveClean / count();
        }

        private double[] latest(int most) {
            int from = Math.max(0, probabilities.size() - most);
            return probabilities.subList(from, probabilities.size()).stream()
                    .mapToDouble(probability -> probability)
                    .toArray();
        }
    }

    void add(RoundReport report) {
        rounds.merge(report.outcome(), 1, Integer::sum);
        if (report.outcome() == RoundReport.Outcome.PROMOTED) {
            lastPromoted = Optional.of(report);
            report.gate()
                    .ifPresent(
                            gate -> worstCalibrationError = Math.max(worstCalibrationError, gate.calibrationError()));
        }
    }

    /** Others may use the broker, too: what is not of the demonstration does not count. */
    void add(Verdict verdict) {
        if (Arrays.stream(DemoAct.values()).noneMatch(act -> verdict.imageId().startsWith(act.text() + "/"))) {
            return;
        }
        answered++;
        champion = Math.max(champion, verdict.modelVersion());
        String id = verdict.imageId();
        answers.computeIfAbsent(id.substring(0, id.lastIndexOf('/')), any -> new Answers())
                .add(verdict);
        latencies.add(Duration.between(Instant.ofEpochMilli(verdict.input().timestamp()), verdict.scoredAt())
                        .toNanos()
                / 1e6);
        if (latencies.size() > RECENT) {
            latencies.remove();
        }
    }

    long answered() {
        return answered;
    }

    /** The highest version that has answered. */
    long champion() {
        return champion;
    }

    int rounds() {
        return rounds.values().stream().mapToInt(Integer::intValue).sum();
    }

    int rounds(RoundReport.Outcome outcome) {
        return rounds.getOrDefault(outcome, 0);
    }

    Optional<RoundReport> lastPromoted() {
        return lastPromoted;
    }

    /** Over all promoted versions, on the gate split. */
    double worstCalibrationError() {
        return worstCalibrationError;
    }

    /** Milliseconds from a record's time stamp to its score, of the latest verdicts; 0 while there are none. */
    double latency(double quantile) {
        double[] sorted =
                latencies.stream().mapToDouble(latency -> latency).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)];
    }

    Optional<Answers> answers(DemoAct act, String source) {
        return Optional.ofNullable(answers.get(act.text() + "/" + source));
    }

    /** How well a source was told from the digits of the same act; empty while there are too few of either. */
    OptionalDouble auroc(DemoAct act, String source, boolean recentOnly) {
        int most = recentOnly ? RECENT : Integer.MAX_VALUE;
        double[] real =
                answers(act, DemoCast.DIGITS).map(all -> all.latest(most)).orElse(new double[0]);
        double[] generated = answers(act, source).map(all -> all.latest(most)).orElse(new double[0]);
        return real.length < LEAST || generated.length < LEAST
                ? OptionalDouble.empty()
                : OptionalDouble.of(Auroc.auroc(new Scores(real, generated)));
    }
}
