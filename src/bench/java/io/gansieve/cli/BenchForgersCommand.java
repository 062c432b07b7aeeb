package io.gansieve.cli;

import io.gansieve.bench.forgers.ForgersRow;
import io.gansieve.bench.forgers.ForgersTable;
import io.gansieve.evaluation.Auroc;
import io.gansieve.evaluation.Scores;
import io.gansieve.gan.Forger;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.gan.dl4j.DetectorPractice;
import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageGrid;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.Mnist;
import io.gansieve.image.codec.ImageDecoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench forgers}: which forgers help the detector. */
@Command(
        name = "forgers",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a detector on MNIST against each forger alone and against mixes of them, with the same steps,",
            "seed and reals, and measures it on generated images of other people beside MNIST's test images.",
            "Prints a Markdown table of all that the folder holds and keeps a CSV there, which a stopped run goes on",
            "from, with a picture of what each forger of a mix draws, line by line. Sets whose names agree up to the first dash share a column."
        })
final class BenchForgersCommand implements Callable<Integer> {
    private static final int STEPS_PER_ROUND = 100;
    private static final int COLUMNS = 20;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--generated",
            required = true,
            arity = "1..*",
            paramLabel = "NAME=PATH",
            description = "Images of one generator, as in evaluate.")
    private List<String> generated = new ArrayList<>();

    @Option(
            names = "--mix",
            arity = "1..*",
            paramLabel = "FORGER,…",
            description = "Trained against together (default: each alone, gan,vae,gmm, and all).")
    private List<String> mixes = new ArrayList<>();

    @Option(names = "--steps", paramLabel = "N", description = "Of the detector, a multiple of 100 (default: 1000).")
    private int steps = 1_000;

    @Option(names = "--seeds", split = ",", paramLabel = "N,…", description = "Default: 1.")
    private List<Long> seeds = List.of(1L);

    @Option(names = "--limit", paramLabel = "N", description = "The first N images of each name (default: 400).")
    private int limit = 400;

    @Option(names = "--reals", paramLabel = "N", description = "Of MNIST's test images (default: 2000).")
    private int reals = 2_000;

    @Option(names = "--output", paramLabel = "DIR", description = "Default: ./bench-forgers.")
    private Path output = Path.of("bench-forgers");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Images of one seed's rounds, and what is measured. */
    private record Data(List<LabeledImage> training, List<Image> reals, List<ImageSet> generated) {}

    @Override
    public Integer call() throws Exception {
        if (steps < STEPS_PER_ROUND || steps % STEPS_PER_ROUND != 0) {
            throw new ParameterException(
                    spec.commandLine(), "--steps must be a multiple of %d: %d".formatted(STEPS_PER_ROUND, steps));
        }
        Files.createDirectories(output);
        ForgersTable table = new ForgersTable(output.resolve("forgers.csv"));
        List<ImageSet> sets = sets();
        List<Image> tested = Mnist.TEST.images().subList(0, reals);
        for (long seed : seeds) {
            Data data = new Data(training(seed), tested, sets);
            for (Set<Forger> mix : mixes()) {
                if (!table.has(name(mix), steps, seed)) {
                    table.add(row(mix, seed, data));
                }
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        table.markdown(steps).forEach(out::println);
        out.flush();
        return 0;
    }

    private List<ForgersRow> row(Set<Forger> mix, long seed, Data data) throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        double before = cpuSeconds();
        try (DetectorPractice practice = new DetectorPractice(config(mix))) {
            practice.train(data.training, seed, round -> {
                err.print('.');
                err.flush();
            });
            double trained = cpuSeconds() - before;
            Files.write(
                    output.resolve("%s-%d.png".formatted(name(mix), seed)),
                    ImageGrid.png(practice.samples(COLUMNS, seed), COLUMNS));
            double[] real = practice.scores(data.reals);
            List<ForgersRow> rows = new ArrayList<>();
            for (ImageSet set : data.generated) {
                Scores scores = new Scores(real, practice.scores(set.images()));
                rows.add(new ForgersRow(
                        name(mix),
                        steps,
                        seed,
                        trained,
                        set.name(),
                        Auroc.auroc(scores),
                        Auroc.truePositiveRateAt(0.01, scores)));
            }
            err.println(" %s, seed %d: mean AUROC %.3f, %.0f CPU s"
                    .formatted(
                            name(mix),
                            seed,
                            rows.stream()
                                    .mapToDouble(ForgersRow::auroc)
                                    .average()
                                    .orElseThrow(),
                            trained));
            return rows;
        }
    }

    private TrainingConfig config(Set<Forger> mix) throws Exception {
        TrainingConfig base = common.config().training();
        return new TrainingConfig(
                ImageShape.MNIST,
                base.model(),
                base.latentSize(),
                base.classes(),
                STEPS_PER_ROUND,
                base.rules(),
                base.historySize(),
                mix,
                base.augmentation(),
                base.rendering(),
                base.generator());
    }

    private List<Set<Forger>> mixes() {
        if (!mixes.isEmpty()) {
            return mixes.stream()
                    .map(mix -> Arrays.stream(mix.split(",")).map(Forger::parse).collect(Collectors.toCollection(() ->
                            (Set<Forger>) EnumSet.noneOf(Forger.class))))
                    .toList();
        }
        List<Set<Forger>> all = new ArrayList<>();
        for (Forger forger : Forger.values()) {
            all.add(EnumSet.of(forger));
        }
        all.add(EnumSet.of(Forger.GAN, Forger.VAE, Forger.GMM));
        all.add(EnumSet.allOf(Forger.class));
        return all;
    }

    private List<ImageSet> sets() throws IOException, CommandFailure {
        ImageSetReader reader = new ImageSetReader(
                new ImageDecoder(ImageShape.MNIST, ImageFit.RESIZE),
                limit,
                spec.commandLine().getErr());
        List<ImageSet> sets = new ArrayList<>();
        for (Map.Entry<String, List<String>> named :
                NamedPaths.parse(spec, "--generated", generated).entrySet()) {
            sets.add(reader.read(named.getKey(), named.getValue()));
        }
        reader.end();
        return sets;
    }

    /** As many digits as all steps take, shuffled; from the front again, if there are too few. */
    private List<LabeledImage> training(long seed) throws Exception {
        List<Image> images = Mnist.TRAIN.images();
        int[] digits = Mnist.TRAIN.digits();
        List<LabeledImage> labeled = new ArrayList<>();
        for (int i = 0; i < digits.length; i++) {
            labeled.add(new LabeledImage(images.get(i), Label.REAL, OptionalInt.of(digits[i]), "mnist"));
        }
        Collections.shuffle(labeled, new Random(seed));
        int needed = steps * common.config().training().batchSize();
        List<LabeledImage> drawn = new ArrayList<>(needed);
        while (drawn.size() < needed) {
            drawn.addAll(labeled.subList(0, Math.min(labeled.size(), needed - drawn.size())));
        }
        return drawn;
    }

    private static String name(Set<Forger> mix) {
        return mix.stream().map(Forger::text).collect(Collectors.joining("+"));
    }

    /** Of all threads: the game and the detector have one each. */
    private static double cpuSeconds() {
        com.sun.management.OperatingSystemMXBean system =
                (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9;
    }
}
