package io.gansieve.bench.coverage;

import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.gan.CriticFigures;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.gan.dl4j.PlayedGame;
import io.gansieve.image.Image;
import io.gansieve.image.ImageGrid;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** The ten digits of MNIST: the service's own game, without the detector beside it. */
final class MnistSet implements CoverageSet {
    static final int SAMPLES = 10_000;
    private static final int CURVE_SAMPLES = 2_000;
    private static final int CURVE_REALS = 1_000;
    private static final int GRID_COLUMNS = 20;

    private static final List<DigitRules> RULES = List.of(
            new DigitRules("non-saturating", Map.of()),
            new DigitRules("non-saturating-classless", Map.of("generator.classes", "0")),
            new DigitRules("relativistic", relativistic()),
            new DigitRules("relativistic-classless", with(relativistic(), "generator.classes", "0")));

    private static final List<String> CURVE = List.of(
            "images", "real_accuracy", "generated_accuracy", "jsd_bound_nats", "modes", "reverse_kl", "least_share");

    private final Path folder;
    private Optional<DigitReference> reference = Optional.empty();

    /** @param folder where the classifier is kept */
    MnistSet(Path folder) {
        this.folder = folder;
    }

    private static Map<String, String> relativistic() {
        return Map.of(
                "training.objective", "relativistic",
                "training.penalty.r1", "constant(1)",
                "training.penalty.r2", "constant(1)");
    }

    private static Map<String, String> with(Map<String, String> settings, String key, String value) {
        Map<String, String> more = new TreeMap<>(settings);
        more.put(key, value);
        return more;
    }

    @Override
    public String text() {
        return "mnist";
    }

    @Override
    public List<String> objectives() {
        return RULES.stream().map(DigitRules::text).toList();
    }

    @Override
    public CoverageNoise noise() {
        return CoverageNoise.SERVICE;
    }

    @Override
    public Duration budget() {
        return Duration.ofMinutes(15);
    }

    @Override
    public List<String> columns() {
        List<String> columns = new ArrayList<>(List.of("modes", "reverse_kl", "kl_floor", "asked_digit_percent"));
        columns.addAll(DigitFigures.COLUMNS);
        return columns;
    }

    @Override
    public Measured data(long seed) throws IOException {
        try (Digits digits = Digits.open(folder)) {
            List<Image> test = Digits.images(digits.test());
            double right = share(
                    digits.read(test), i -> digits.test().get(i).imageClass().orElseThrow());
            return measured(digits, test, right, Duration.ZERO, folder.resolve("mnist-data-pairs.png"));
        }
    }

    @Override
    public Measured run(CoverageRun run) throws IOException {
        TrainingConfig config = DigitRules.named(RULES, run.objective()).config(run.noise());
        try (Digits digits = Digits.open(folder);
                PlayedGame game = PlayedGame.ofService(config, run.seed())) {
            GameLearner.Curved curve =
                    new GameLearner.Curved(CURVE, Duration.ofSeconds(5), played -> point(played, digits));
            GameLearner learner = new GameLearner(game, config.batchSize(), run.seed(), digits::draw, curve);
            Duration cpu = TimedTraining.train(run, learner);
            run.progress().accept("measuring");
            double asked = config.classes() == 0 ? Double.NaN : asked(game, digits, config.classes());
            List<Image> samples = game.sample(SAMPLES, run.seed());
            return measured(digits, samples, asked, cpu, run.folder().resolve("pairs.png"));
        }
    }

    private static double asked(PlayedGame game, Digits digits, int classes) {
        int each = SAMPLES / classes;
        return share(digits.read(game.sampleClasses(each, 1)), i -> i / each);
    }

    private static double share(int[] read, IntUnaryOperator expected) {
        return (double) IntStream.range(0, read.length)
                        .filter(i -> read[i] == expected.applyAsInt(i))
                        .count()
                / read.length;
    }

    private Measured measured(Digits digits, List<Image> images, double asked, Duration cpu, Path pairs)
            throws IOException {
        ModeCoverage modes = modes(digits, images);
        List<Double> figures = new ArrayList<>(
                List.of((double) modes.modesCovered(), modes.reverseKl(), modes.reverseKlFloor(), 100 * asked));
        DigitFigures further = DigitFigures.of(reference(digits), digits.classifier(), images);
        figures.addAll(further.values());
        CoverageFiles.write(pairs, further.pairs());
        return new Measured(figures, ImageGrid.png(images.subList(0, GRID_COLUMNS * 10), GRID_COLUMNS, 2), cpu);
    }

    /** The same for all seeds. */
    private DigitReference reference(Digits digits) {
        DigitReference made =
                reference.orElseGet(() -> DigitReference.of(Digits.images(digits.train()), digits.classifier()));
        reference = Optional.of(made);
        return made;
    }

    /** By arg-max, without a threshold, against the shares of the training images. */
    private static ModeCoverage modes(Digits digits, List<Image> images) {
        return ModeCoverage.of(counts(digits.read(images)), digits.shares());
    }

    private static int[] counts(int[] read) {
        int[] counts = new int[Digits.CLASSES];
        for (int digit : read) {
            counts[digit]++;
        }
        return counts;
    }

    private static List<Double> point(PlayedGame game, Digits digits) {
        CriticFigures critic = game.figures(digits.test().subList(0, CURVE_REALS), 1);
        ModeCoverage modes = modes(digits, game.sample(CURVE_SAMPLES, 1));
        return List.of(
                (double) game.imagesSeen(),
                critic.realAccuracy(),
                critic.generatedAccuracy(),
                critic.jsdBound(),
                (double) modes.modesCovered(),
                modes.reverseKl(),
                modes.leastConfidentShare());
    }
}
