package io.gansieve.registry;

import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.evaluation.Ndb;
import io.gansieve.evaluation.PixelBins;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.GanTrainer;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.scoring.Classifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Measures what the generators of a round cover: classes, where the classifier of digits serves, and bins of pixels always. The
 * same latent vectors for every round of a seed, so that rounds can be compared. Same arguments, same figures. Used by one thread
 * at a time.
 */
public final class CoverageProbe {
    private static final double CONFIDENCE = 0.95;
    private static final double MIN_AGREEMENT = 0.9;
    private static final int MIN_CLASSED = 100;
    private static final int DIGITS = 10;

    /** Share of the classes that are digits. */
    private static final double MIN_DIGITS = 0.5;

    private static final int MAX_CLASSED = 1000;

    private static final int MAX_BINS = 100;
    private static final int REALS_A_BIN = 20;
    private static final int MAX_REALS = 4000;

    private final GanTrainer trainer;
    private final CoverageConfig config;
    private final Supplier<Optional<byte[]>> classifier;

    /** @param classifier as ONNX, asked for by rounds that have a use for it; they tell of no modes while it is empty */
    public CoverageProbe(GanTrainer trainer, CoverageConfig config, Supplier<Optional<byte[]>> classifier) {
        this.trainer = trainer;
        this.config = config;
        this.classifier = classifier;
    }

    /**
     * @param trained reals that the generator was trained on; their classes are the distribution that it should have
     * @param held labelled images of the calibration split, whose reals make the bins
     */
    RoundCoverage measure(GanSnapshot snapshot, List<LabeledImage> trained, List<LabeledImage> held, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long sampleSeed = random.nextLong();
        List<Image> average = trainer.sample(snapshot, config.samples(), sampleSeed);
        List<Image> raw = trainer.sampleRaw(snapshot, config.samples(), sampleSeed);
        Function<List<Image>, Optional<Ndb>> bins = bins(drawn(reals(held), random), random.nextLong());
        Optional<Classifier> serving = serving(trained);
        try {
            List<Double> data = distribution(trained, serving);
            return new RoundCoverage(
                    new RoundCoverage.Generator(modes(serving, average, data), bins.apply(average)),
                    new RoundCoverage.Generator(modes(serving, raw, data), bins.apply(raw)));
        } finally {
            serving.ifPresent(Classifier::close);
        }
    }

    /** The classifier, if it may be believed of such reals. */
    private Optional<Classifier> serving(List<LabeledImage> trained) {
        List<LabeledImage> classed = trained.stream()
                .filter(real -> real.imageClass().isPresent())
                .limit(MAX_CLASSED)
                .toList();
        // Anybody may send a class: some that are no digits must not switch the figures off.
        List<LabeledImage> digits = classed.stream()
                .filter(real -> real.imageClass().getAsInt() < DIGITS)
                .toList();
        boolean asked = switch (config.classifier()) {
            case NONE -> false;
            case MNIST -> true;
            case AUTO -> digits.size() >= MIN_CLASSED && digits.size() >= MIN_DIGITS * classed.size();
        };
        if (!asked || trained.isEmpty() || !trained.get(0).image().shape().equals(ImageShape.MNIST)) {
            return Optional.empty();
        }
        Optional<Classifier> candidate = classifier.get().map(Classifier::load);
        if (candidate.isEmpty()
                || config.classifier() == CoverageConfig.ClassifierUse.MNIST
                || agreement(candidate.get(), digits) >= MIN_AGREEMENT) {
            return candidate;
        }
        candidate.get().close();
        return Optional.empty();
    }

    private static double agreement(Classifier classifier, List<LabeledImage> classed) {
        List<ModeCoverage.Answer> answers =
                answers(classifier, classed.stream().map(LabeledImage::image).toList());
        long agreed = IntStream.range(0, classed.size())
                .filter(i -> answers.get(i).mostProbableClass()
                        == classed.get(i).imageClass().orElse(-1))
                .count();
        return (double) agreed / classed.size();
    }

    private static List<ModeCoverage.Answer> answers(Classifier classifier, List<Image> images) {
        return classifier.probabilities(images).stream()
                .map(ModeCoverage.Answer::of)
                .toList();
    }

    /** The classes that the reals carry, as far as the classifier knows them; uniform if they carry none. */
    private static List<Double> distribution(List<LabeledImage> trained, Optional<Classifier> serving) {
        int[] counts = new int[serving.map(known -> known.metadata().classes()).orElse(1)];
        for (LabeledImage real : trained) {
            int known = real.imageClass().orElse(counts.length);
            if (known < counts.length) {
                counts[known]++;
            }
        }
        return ModeCoverage.distribution(counts);
    }

    private static Optional<ModeCoverage> modes(Optional<Classifier> serving, List<Image> samples, List<Double> data) {
        return serving.map(known -> ModeCoverage.of(answers(known, samples), CONFIDENCE, data));
    }

    /** Compares samples with reals, or with nothing where two bins cannot be filled. */
    private static Function<List<Image>, Optional<Ndb>> bins(List<Image> reals, long seed) {
        int bins = Math.min(MAX_BINS, reals.size() / REALS_A_BIN);
        if (bins < 2) {
            return samples -> Optional.empty();
        }
        PixelBins cells = PixelBins.fit(reals, bins, seed);
        int[] real = cells.counts(reals);
        return samples -> Optional.of(Ndb.of(real, cells.counts(samples)));
    }

    /** At most {@value #MAX_REALS} in random order. */
    private static List<Image> drawn(List<Image> reals, SplittableRandom random) {
        List<Image> left = new ArrayList<>(reals);
        int count = Math.min(MAX_REALS, left.size());
        for (int i = 0; i < count; i++) {
            Image other = left.set(i + random.nextInt(left.size() - i), left.get(i));
            left.set(i, other);
        }
        return left.subList(0, count);
    }

    private static List<Image> reals(List<LabeledImage> labeled) {
        return labeled.stream()
                .filter(image -> image.label() == Label.REAL)
                .map(LabeledImage::image)
                .toList();
    }
}
