package io.gansieve.registry;

import io.gansieve.evaluation.Auroc;
import io.gansieve.evaluation.Bootstrap;
import io.gansieve.evaluation.CalibrationError;
import io.gansieve.image.SourceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides whether a candidate may replace the champion, from both models' logits of the same images, which neither was trained on.
 *
 * <p>A candidate passes when it is not worse by more than a tolerance, at the upper bound of a one-sided 95 % confidence interval of
 * the difference (a non-inferiority test, by {@link Bootstrap}): the AUROC against each source that has enough images, the share of
 * reals called {@code GENERATED} and the calibration error. Where no source has enough images, all of them decide together. While
 * version 0 serves there is nothing to lose: a candidate must only be better than chance and mind its false positives.
 *
 * <p>A source all of whose images one sender supplied decides nothing: who labels could then say what is promoted.
 */
final class Gate {
    private final GateConfig config;
    private final Bootstrap bootstrap;

    Gate(GateConfig config, long seed) {
        this.config = config;
        this.bootstrap = new Bootstrap(config.bootstrapSamples(), seed);
    }

    GateReport decide(GateScores candidate, Optional<GateScores> champion) {
        return decide(candidate, champion, Set.of());
    }

    /** @param undeciding sources that are reported, and decide nothing; all decide where no other is left */
    GateReport decide(GateScores candidate, Optional<GateScores> champion, Set<String> undeciding) {
        int reals = candidate.real().length;
        int generated = candidate.allGenerated().length;
        if (reals == 0 || generated == 0) {
            return unmeasured("the gate needs both real and generated images: %d and %d", reals, generated);
        }
        if (!candidate.finite()) {
            return unmeasured("a logit is not finite on %d real and %d generated images", reals, generated);
        }
        Optional<GateScores> usable = champion.filter(GateScores::finite);
        List<String> reasons = usable.map(
                        serving -> lossesAgainst(serving.without(undeciding), candidate.without(undeciding)))
                .orElseGet(() -> shortcomings(candidate.without(undeciding)));
        return new GateReport(
                reasons.isEmpty(),
                reasons,
                aurocs(candidate),
                usable.map(Gate::aurocs).orElse(Map.of()),
                candidate.falsePositiveRatio(),
                CalibrationError.ece(
                        candidate.probabilities(), candidate.calibration().prior()),
                reals,
                generated);
    }

    private List<String> lossesAgainst(GateScores champion, GateScores candidate) {
        List<String> reasons = new ArrayList<>();
        List<String> deciding = candidate.generated().entrySet().stream()
                .filter(source -> source.getValue().length >= config.minImages())
                .map(Map.Entry::getKey)
                .toList();
        for (String source : deciding) {
            double loss = bootstrap.aurocLoss(candidate.against(source), champion.against(source));
            refuse(reasons, "AUROC against " + source + " may have fallen by", loss, config.aurocTolerance());
        }
        if (deciding.isEmpty()) {
            double loss = bootstrap.aurocLoss(candidate.againstAll(), champion.againstAll());
            refuse(reasons, "AUROC against all sources may have fallen by", loss, config.aurocTolerance());
        }
        if (candidate.real().length >= config.minImages()) {
            double growth = bootstrap.ratioGrowth(candidate.falsePositives(), champion.falsePositives());
            refuse(reasons, "false positives may have risen by", growth, config.falsePositiveTolerance());
            double error = bootstrap.calibrationErrorGrowth(
                    candidate.probabilities(),
                    candidate.calibration().prior(),
                    champion.probabilities(),
                    champion.calibration().prior());
            refuse(reasons, "the calibration error may have risen by", error, config.calibrationErrorTolerance());
        }
        return reasons;
    }

    private List<String> shortcomings(GateScores candidate) {
        List<String> reasons = new ArrayList<>();
        double auroc = Auroc.auroc(candidate.againstAll());
        if (!(auroc > config.minAuroc())) {
            reasons.add(sentence("AUROC against all sources must be above %.3f: %.3f", config.minAuroc(), auroc));
        }
        // Three times the target, or three images: fewer say nothing of a rate near 1 %.
        double limit = Math.max(3 * config.targetFalsePositiveRate(), 3.0 / candidate.real().length);
        double ratio = candidate.falsePositiveRatio();
        if (ratio > limit) {
            reasons.add(sentence("the false positive ratio must be at most %.3f: %.3f", limit, ratio));
        }
        return reasons;
    }

    private static void refuse(List<String> reasons, String what, double bound, double tolerance) {
        if (!(bound <= tolerance)) {
            reasons.add(sentence("%s %.3f (95 %% bound), more than %.3f", what, bound, tolerance));
        }
    }

    private static Map<String, Double> aurocs(GateScores scores) {
        Map<String, Double> aurocs = new TreeMap<>();
        scores.generated().forEach((source, logits) -> aurocs.put(source, Auroc.auroc(scores.against(source))));
        aurocs.put(SourceName.ALL, Auroc.auroc(scores.againstAll()));
        return aurocs;
    }

    private static GateReport unmeasured(String reason, int reals, int generated) {
        return new GateReport(
                false,
                List.of(sentence(reason, reals, generated)),
                Map.of(),
                Map.of(),
                Double.NaN,
                Double.NaN,
                reals,
                generated);
    }

    private static String sentence(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
