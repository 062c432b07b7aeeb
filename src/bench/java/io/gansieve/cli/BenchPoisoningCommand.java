package io.gansieve.cli;

import io.gansieve.bench.poisoning.Attack;
import io.gansieve.bench.poisoning.PoisoningBench;
import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.codec.ImageDecoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench poisoning}: what false labels do. */
@Command(
        name = "poisoning",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a service on MNIST and attacks copies of it with false labels, beside one that nobody attacks.",
            "After each round it measures the champion on samples and reals that were never sent; results.csv in the",
            "work folder has a row a round. --program names the launcher of another release, for the figures without."
        })
final class BenchPoisoningCommand implements Callable<Integer> {
    private static final int NEW_IMAGES = 200;
    private static final int STREAM = 4_000;

    @Option(names = "--program", paramLabel = "FILE", description = "Default: ./gansieve.")
    private Path program = Path.of("gansieve");

    @Option(names = "--work", paramLabel = "DIR", description = "Default: target/bench-poisoning.")
    private Path work = Path.of("target", "bench-poisoning");

    @Option(names = "--seeds", split = ",", paramLabel = "N,…", description = "Default: 1,2,3.")
    private List<Long> seeds = List.of(1L, 2L, 3L);

    @Option(names = "--reals", paramLabel = "N", description = "Digits of the warm-up (default: 60000).")
    private int reals = 60_000;

    @Option(names = "--warm-up", paramLabel = "N", description = "Rounds before an attack (default: 30).")
    private int warmUp = 30;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds after it began (default: 5).")
    private int rounds = 5;

    @Option(
            names = "--generated",
            arity = "1..*",
            paramLabel = "NAME=PATH",
            description = "Images of one generator, as in evaluate: each is a new source, too.")
    private List<String> generated = new ArrayList<>();

    @Option(names = "--attacks", split = ",", paramLabel = "NAME,…", description = "Default: all, and clean.")
    private List<String> names = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(work);
        SortedMap<String, List<Image>> outside = outside();
        PrintWriter out = spec.commandLine().getOut();
        PoisoningBench bench = new PoisoningBench(
                new PoisoningBench.Plan(program.toAbsolutePath(), work, outside, reals, warmUp, rounds), line -> {
                    out.println(line);
                    out.flush();
                });
        List<Attack> attacks = attacks(outside);
        for (long seed : seeds) {
            bench.run(seed, attacks);
        }
        return 0;
    }

    private List<Attack> attacks(SortedMap<String, List<Image>> outside) {
        List<Attack> all = new ArrayList<>(List.of(
                new Attack.Clean(),
                new Attack.Classes(246, 0),
                new Attack.Classes(2_000, 0),
                new Attack.Classes(2_000, 1_000),
                new Attack.Sources(250),
                new Attack.Sources(2_000),
                new Attack.Flipped(STREAM, 0),
                new Attack.Flipped(STREAM, 1),
                new Attack.Flipped(STREAM, 5),
                new Attack.Flipped(STREAM, 20),
                new Attack.Drip(5)));
        outside.keySet().forEach(source -> all.add(new Attack.Correction(source, NEW_IMAGES)));
        if (names.isEmpty()) {
            return all;
        }
        List<Attack> chosen =
                all.stream().filter(attack -> names.contains(attack.name())).toList();
        if (chosen.size() != names.size()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--attacks must be of %s: %s"
                            .formatted(all.stream().map(Attack::name).toList(), names));
        }
        return chosen;
    }

    private SortedMap<String, List<Image>> outside() throws IOException, CommandFailure {
        SortedMap<String, List<Image>> outside = new TreeMap<>();
        ImageSetReader reader = new ImageSetReader(
                new ImageDecoder(ImageShape.MNIST, ImageFit.RESIZE),
                1_000,
                spec.commandLine().getErr());
        for (Map.Entry<String, List<String>> named :
                NamedPaths.parse(spec, "--generated", generated).entrySet()) {
            outside.put(
                    named.getKey(),
                    reader.read(named.getKey(), named.getValue()).images());
        }
        reader.end();
        return outside;
    }
}
