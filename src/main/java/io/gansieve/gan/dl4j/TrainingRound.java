package io.gansieve.gan.dl4j;

import io.gansieve.gan.Forger;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.RoundImages;
import io.gansieve.gan.RoundResult;
import io.gansieve.gan.TrainedRound;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.Image;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.SourceName;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;

/**
 * One round: K steps of the game on the caller's thread, and beside it K steps of the detector, each on the images that the game
 * hands over. Nothing goes back from the detector to the game, so the bits do not depend on which is ahead. Used once.
 */
final class TrainingRound {
    /** How many sources from outside are named, with {@code other} for more: the names go into every verdict. */
    private static final int MAX_SOURCES = 32;

    /** Of samples that are all but one image. An untrained generator's are too: only one that was better can collapse. */
    private static final double LEAST_DIVERSITY = 0.1;

    private final TrainingConfig config;
    private final Game game;
    private final Detection detection;
    private final GanSnapshot before;
    private final RoundImages images;
    private final Noise gameNoise;
    private final Noise detectionNoise;

    TrainingRound(
            TrainingConfig config,
            Game game,
            Detection detection,
            GanSnapshot before,
            RoundImages images,
            SplittableRandom random) {
        this.config = config;
        this.game = game;
        this.detection = detection;
        this.before = before;
        this.images = images;
        this.gameNoise = new Noise(random.split());
        this.detectionNoise = new Noise(random.split());
    }

    /**
     * @param beside runs the detector's steps
     * @param refit whether forgers that are fitted as a whole are fitted anew
     */
    TrainedRound run(SideThread beside, boolean refit) {
        game.load(before);
        detection.load(before);
        try (Scratch scratch = new Scratch();
                SideThread.Tasks detectorSteps = beside.tasks()) {
            detectorSteps.add(() -> begin(refit));
            double diverse = scratch.step(() -> game.diversity(batch(images.real(), 0), gameNoise));
            Losses played = play(scratch, detectorSteps);
            Losses losses = played.finite() ? played.withDetector(detectorSteps.sum()) : played;
            if (!losses.finite()) {
                return diverged(losses);
            }
            Diversity diversity = scratch.step(() -> diversity(diverse));
            if (diversity.collapsed()) {
                return new TrainedRound(before, result(losses, diversity));
            }
            detection.remember(game.average().parameters());
            GanSnapshot after = after();
            // The last update of a network may be what broke it: no loss has seen that yet.
            return after.finite()
                    ? new TrainedRound(after, result(losses, diversity).withSatOut(detection.satOut()))
                    : diverged(losses.broken());
        }
    }

    private TrainedRound diverged(Losses losses) {
        return new TrainedRound(before, result(losses, new Diversity(Double.NaN, false)));
    }

    /** Sums over {@code steps}, the generator's over as many of them as trained it. */
    private record Losses(double critic, double detector, double generator, int steps, int generatorSteps) {
        static final Losses NONE = new Losses(0, 0, 0, 0, 0);

        Losses plus(Game.Step step) {
            return new Losses(
                    critic + step.criticLoss(),
                    detector,
                    generator + step.generatorLoss().orElse(0),
                    steps + 1,
                    generatorSteps + (step.generatorLoss().isPresent() ? 1 : 0));
        }

        Losses withDetector(double sum) {
            return new Losses(critic, sum, generator, steps, generatorSteps);
        }

        Losses broken() {
            return withDetector(Double.NaN);
        }

        boolean finite() {
            return Double.isFinite(critic + detector + generator);
        }
    }

    /** Of the generator's samples at the end of the round. */
    private record Diversity(double value, boolean collapsed) {}

    private Diversity diversity(double before) {
        double after = game.diversity(batch(images.real(), config.stepsPerRound() - 1), gameNoise);
        return new Diversity(after, before >= LEAST_DIVERSITY && !(after >= LEAST_DIVERSITY));
    }

    /** All steps, or those up to the first loss that is no number. */
    private Losses play(Scratch scratch, SideThread.Tasks detectorSteps) {
        int handedOver = handedOver();
        Losses losses = Losses.NONE;
        for (int next = 0; next < config.stepsPerRound() && losses.finite(); next++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("round interrupted before step " + next);
            }
            int step = next;
            List<LabeledImage> real = batch(images.real(), step);
            List<Image> outside = plain(batch(images.generated(), step));
            Game.Step played = scratch.step(() -> game.step(real, handedOver, gameNoise, clock(step)));
            Detection.Batch batch = new Detection.Batch(plain(real), played.generated(), outside);
            detectorSteps.add(() -> detection.step(batch, detectionNoise, clock(step)));
            losses = losses.plus(played);
        }
        return losses;
    }

    /** In the first round the detector has no past generators yet, and takes more of the latest one's images. */
    private int handedOver() {
        if (!config.forgers().contains(Forger.GAN)) {
            return 0;
        }
        return before.iterations() == 0 ? config.batchSize() : (config.batchSize() + 1) / 2;
    }

    /** Before the detector's first step, on all of the round's reals. */
    private double begin(boolean refit) {
        List<Image> reals = plain(images.real());
        if (before.iterations() == 0) {
            detection.whiten(reals);
        }
        detection.begin(reals, refit, detectionNoise.random());
        return 0;
    }

    private GanSnapshot after() {
        Map<String, float[]> tensors = new TreeMap<>();
        game.save(tensors);
        detection.save(tensors);
        int steps = config.stepsPerRound();
        return new GanSnapshot(clock(steps).imagesSeen(), before.iterations() + steps, tensors);
    }

    private RoundResult result(Losses sum, Diversity diversity) {
        StepClock end = clock(sum.steps());
        return new RoundResult(
                sum.critic() / sum.steps(),
                sum.detector() / sum.steps(),
                sum.generator() / Math.max(1, sum.generatorSteps()),
                diversity.value(),
                diversity.collapsed(),
                game.labelFlip(end),
                game.sigma(end),
                (long) sum.steps() * config.batchSize(),
                generators());
    }

    private List<String> generators() {
        TreeSet<String> names = new TreeSet<>();
        for (Forger forger : config.forgers()) {
            names.add(forger.text());
        }
        List<String> outside =
                images.generated().stream().map(LabeledImage::source).distinct().toList();
        names.addAll(outside.subList(0, Math.min(outside.size(), MAX_SOURCES)));
        if (outside.size() > MAX_SOURCES) {
            names.add(SourceName.OTHER);
        }
        return List.copyOf(names);
    }

    /** The step's share of the round's images, which are a multiple of its steps. */
    private List<LabeledImage> batch(List<LabeledImage> all, int step) {
        int rows = all.size() / config.stepsPerRound();
        return all.subList(step * rows, (step + 1) * rows);
    }

    private static List<Image> plain(List<LabeledImage> images) {
        return images.stream().map(LabeledImage::image).toList();
    }

    private StepClock clock(int step) {
        return new StepClock(before.imagesSeen() + (long) step * config.batchSize(), before.iterations() + step);
    }
}
