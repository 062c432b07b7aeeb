package io.gansieve.bench.poisoning;

import io.gansieve.evaluation.Auroc;
import io.gansieve.evaluation.Scores;
import io.gansieve.image.Image;
import io.gansieve.scoring.Detector;
import io.gansieve.scoring.Score;
import java.util.List;
import java.util.Locale;

/**
 * What the champion makes of held-out images after one round of an attack.
 *
 * @param attack its name, {@code before} for the champion that it found
 * @param round of those after the attack began; 0 before the first
 * @param outcome of the round
 * @param generatedRatio share of held-out samples called GENERATED
 * @param calledReal likewise REAL
 * @param falsePositives share of held-out reals called GENERATED
 * @param uncertainReals likewise UNCERTAIN
 * @param sourceGenerated share of a new source's held-out images called GENERATED; NaN where the attack brings none
 * @param held images in quarantine; NaN for a program that has none
 */
record PoisoningRow(
        long seed,
        String attack,
        int round,
        String outcome,
        double auroc,
        double generatedRatio,
        double calledReal,
        double falsePositives,
        double uncertainReals,
        double sourceGenerated,
        double held) {
    static final String HEADER = "seed,attack,round,outcome,auroc,samples_generated,samples_real,reals_generated,"
            + "reals_uncertain,new_source_generated,quarantine";

    static PoisoningRow measured(Detector detector, Material material, Labelled of) {
        double[] reals = logits(detector, material.heldOutReals());
        double[] samples = logits(detector, material.heldOutSamples());
        return new PoisoningRow(
                of.seed,
                of.attack.name(),
                of.round,
                of.outcome,
                Auroc.auroc(new Scores(reals, samples)),
                share(detector, material.heldOutSamples(), Score.Decision.GENERATED),
                share(detector, material.heldOutSamples(), Score.Decision.REAL),
                share(detector, material.heldOutReals(), Score.Decision.GENERATED),
                share(detector, material.heldOutReals(), Score.Decision.UNCERTAIN),
                of.attack instanceof Attack.Correction correction
                        ? share(detector, material.heldOut(correction.source()), Score.Decision.GENERATED)
                        : Double.NaN,
                of.held);
    }

    /** Of which champion the figures are. */
    record Labelled(long seed, Attack attack, int round, String outcome, double held) {}

    private static double[] logits(Detector detector, List<Image> images) {
        return detector.score(images).stream()
                .mapToDouble(Detector.Output::logit)
                .toArray();
    }

    private static double share(Detector detector, List<Image> images, Score.Decision decision) {
        return detector.score(images).stream()
                        .map(output -> Score.of(output, detector, 0).decision())
                        .filter(decision::equals)
                        .count()
                / (double) images.size();
    }

    String csv() {
        return String.format(
                Locale.ROOT,
                "%d,%s,%d,%s,%.5f,%.4f,%.4f,%.4f,%.4f,%.4f,%.0f",
                seed,
                attack,
                round,
                outcome,
                auroc,
                generatedRatio,
                calledReal,
                falsePositives,
                uncertainReals,
                sourceGenerated,
                held);
    }
}
