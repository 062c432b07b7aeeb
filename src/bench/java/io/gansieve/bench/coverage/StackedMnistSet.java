package io.gansieve.bench.coverage;

import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.gan.dl4j.PlayedGame;
import io.gansieve.image.Image;
import io.gansieve.image.ImageGrid;
import io.gansieve.image.LabeledImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Stacked MNIST: three random digits as the channels of one image, a thousand modes (Metz et al., "Unrolled generative adversarial
 * networks", 2017). The classifier of digits reads each channel, by arg-max and without a threshold; the reverse KL is against equal
 * shares of all modes, as the papers have it, which the digits' own shares keep the data from reaching.
 *
 * <p>Names that end in {@code setting-b} train the small networks of {@link io.gansieve.gan.dl4j.PlayedGame#ofSettingB}, with the
 * batch and β2 of PacGAN's program; the others the service's generator against {@link io.gansieve.gan.dl4j.PlayedGame#ofDeepCritic}.
 */
final class StackedMnistSet implements CoverageSet {
    private static final int SAMPLES = 25_600;
    private static final int GRID = 100;
    private static final String SMALL = "setting-b";

    private static final List<String> CURVE = List.of("steps", "modes", "reverse_kl");

    private static final Map<String, String> SHAPE = Map.of(
            "image.shape", "28x28x3",
            "generator.classes", "0",
            "generator.latent-size", "256",
            "training.batch-size", "128",
            "training.beta2", "constant(0.99)");

    private static final Map<String, String> NON_SATURATING = Map.of("training.learning-rate", "constant(0.0002)");

    private static final Map<String, String> RELATIVISTIC = Map.of(
            "training.objective", "relativistic",
            "training.penalty.r1", "constant(0.3)",
            "training.penalty.r2", "constant(0.3)",
            "training.penalty.interval", "4",
            "training.learning-rate", "cosine(0.001,0.0001,3000000)");

    /** A critic of 1,800 weights needs more steps than a generator of 150 times as many to keep up with it, and has cheap ones. */
    private static final Map<String, String> SMALL_RELATIVISTIC = with(
            RELATIVISTIC,
            Map.of(
                    "training.critic-steps", "6",
                    "training.learning-rate", "constant(0.001)",
                    "generator.ema-half-life-images", "constant(400000)"));

    private static final Map<String, String> DEEP_RELATIVISTIC =
            with(RELATIVISTIC, Map.of("training.batch-size", "64"));

    private static final List<DigitRules> RULES = List.of(
            rules("non-saturating-" + SMALL, NON_SATURATING),
            rules("non-saturating-pack3-" + SMALL, packed(NON_SATURATING, 3)),
            rules("relativistic-" + SMALL, SMALL_RELATIVISTIC),
            rules("non-saturating", NON_SATURATING),
            rules("relativistic", DEEP_RELATIVISTIC));

    private final Path folder;

    /** @param folder where the classifier is kept */
    StackedMnistSet(Path folder) {
        this.folder = folder;
    }

    private static DigitRules rules(String text, Map<String, String> settings) {
        return new DigitRules(text, with(SHAPE, settings));
    }

    /** A batch that packs divide. */
    private static Map<String, String> packed(Map<String, String> settings, int packing) {
        return with(
                settings,
                Map.of(
                        "training.packing", Integer.toString(packing),
                        "training.batch-size", Integer.toString(128 / packing * packing)));
    }

    private static Map<String, String> with(Map<String, String> settings, Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(settings);
        all.putAll(more);
        return all;
    }

    @Override
    public String text() {
        return "stacked-mnist";
    }

    @Override
    public List<String> objectives() {
        return RULES.stream().map(DigitRules::text).toList();
    }

    @Override
    public CoverageNoise noise() {
        return CoverageNoise.NONE;
    }

    @Override
    public Duration budget() {
        return Duration.ofHours(2);
    }

    @Override
    public List<String> columns() {
        return List.of("modes", "reverse_kl", "kl_floor", "steps");
    }

    @Override
    public Measured data(long seed) throws IOException {
        try (Digits digits = Digits.open(folder)) {
            List<Image> images = Digits.images(draw(digits, SAMPLES, new SplittableRandom(seed)));
            return measured(digits, images, Double.NaN, Duration.ZERO);
        }
    }

    @Override
    public Measured run(CoverageRun run) throws IOException {
        DigitRules rules = DigitRules.named(RULES, run.objective());
        TrainingConfig config = rules.config(run.noise());
        try (Digits digits = Digits.open(folder);
                PlayedGame game = rules.text().endsWith(SMALL)
                        ? PlayedGame.ofSettingB(config, run.seed())
                        : PlayedGame.ofDeepCritic(config, run.seed())) {
            GameLearner learner = new GameLearner(
                    game,
                    config.batchSize(),
                    run.seed(),
                    (count, random) -> draw(digits, count, random),
                    new GameLearner.Curved(CURVE, Duration.ofMinutes(2), played -> point(played, digits)));
            Duration cpu = TimedTraining.train(run, learner);
            run.progress().accept("measuring");
            return measured(digits, game.sample(SAMPLES, run.seed()), (double) game.steps(), cpu);
        }
    }

    private static List<LabeledImage> draw(Digits digits, int count, SplittableRandom random) {
        return Stream.generate(() -> StackedDigits.stack(digits.draw(3, random)))
                .limit(count)
                .toList();
    }

    private static Measured measured(Digits digits, List<Image> images, double steps, Duration cpu) {
        ModeCoverage modes = modes(digits, images);
        List<Double> figures = List.of((double) modes.modesCovered(), modes.reverseKl(), modes.reverseKlFloor(), steps);
        return new Measured(figures, ImageGrid.png(images.subList(0, GRID), 10, 2), cpu);
    }

    private static List<Double> point(PlayedGame game, Digits digits) {
        ModeCoverage modes = modes(digits, game.sample(SAMPLES, 1));
        return List.of((double) game.steps(), (double) modes.modesCovered(), modes.reverseKl());
    }

    private static ModeCoverage modes(Digits digits, List<Image> images) {
        int[] counts = new int[StackedDigits.MODES];
        int[] read =
                digits.read(images.stream().flatMap(StackedDigits::channels).toList());
        for (int i = 0; i < images.size(); i++) {
            counts[StackedDigits.mode(read[3 * i], read[3 * i + 1], read[3 * i + 2])]++;
        }
        return ModeCoverage.of(counts, Collections.nCopies(StackedDigits.MODES, 1.0 / StackedDigits.MODES));
    }
}
