package io.gansieve.bench.poisoning;

import io.gansieve.app.Publisher;
import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.image.Mnist;
import io.gansieve.image.Png;
import io.gansieve.registry.ModelPackage;
import io.gansieve.scoring.Detector;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Trains a service on MNIST, keeps its data folder, and attacks a copy of it once for each attack, so that all begin with the same
 * champion, states and buffer. Rows go to a CSV file at once. Used by one thread.
 */
public final class PoisoningBench {
    private final Plan plan;
    private final Consumer<String> log;

    /**
     * @param program the launcher of the release to attack
     * @param work where data folders are made, and kept
     * @param outside generated images of others, by name
     * @param warmUp rounds before the attack; {@code rounds} after it began
     */
    public record Plan(Path program, Path work, Map<String, List<Image>> outside, int reals, int warmUp, int rounds) {
        public Plan {
            outside = Map.copyOf(outside);
        }
    }

    public PoisoningBench(Plan plan, Consumer<String> log) {
        this.plan = plan;
        this.log = log;
    }

    /** Adds the rows of one seed's attacks to {@code results.csv}. */
    public void run(long seed, List<Attack> attacks) throws IOException, InterruptedException {
        Path warm = plan.work.resolve("warm-" + seed);
        if (!Files.exists(warm.resolve("done"))) {
            warmUp(seed, warm);
        }
        for (Attack attack : attacks) {
            Path data = plan.work.resolve("attacked-" + seed + "-" + attack.name());
            copy(warm, data);
            attack(seed, attack, data);
            delete(data);
        }
    }

    private void warmUp(long seed, Path data) throws IOException, InterruptedException {
        Files.createDirectories(data);
        try (AttackedService service = start(seed, data)) {
            service.send(digits());
            for (int round = 1; round <= plan.warmUp; round++) {
                AttackedService.Report report = service.round();
                log.accept("seed %d, warm-up %d of %d: %s %s"
                        .formatted(seed, round, plan.warmUp, report.outcome(), report.reason()));
            }
        }
        Files.createFile(data.resolve("done"));
    }

    private void attack(long seed, Attack attack, Path data) throws IOException, InterruptedException {
        try (AttackedService service = start(seed, data)) {
            ModelPackage before = champion(service);
            Material material = Material.of(before, plan.outside, seed);
            add(material, before, new PoisoningRow.Labelled(seed, attack, 0, "before", Double.NaN));
            for (int round = 0; round < plan.rounds; round++) {
                List<Publisher.Item> items = attack.before(round, material);
                if (!items.isEmpty()) {
                    service.send(items);
                }
                AttackedService.Report report = service.round();
                double held = service.metric("gansieve_quarantine_images");
                log.accept("seed %d, %s, round %d: %s %s"
                        .formatted(seed, attack.name(), round + 1, report.outcome(), report.reason()));
                add(
                        material,
                        champion(service),
                        new PoisoningRow.Labelled(seed, attack, round + 1, report.outcome(), held));
            }
        }
    }

    private AttackedService start(long seed, Path data) throws IOException, InterruptedException {
        return AttackedService.start(
                plan.program,
                data,
                plan.work.resolve("service.log"),
                Map.of(
                        "training.seed", Long.toString(seed),
                        "rounds.min-new-examples", "1000000000",
                        "rounds.max-interval", "7d"));
    }

    private static ModelPackage champion(AttackedService service) throws IOException {
        return service.champion().orElseThrow(() -> new IOException("expected a champion after the warm-up"));
    }

    private void add(Material material, ModelPackage champion, PoisoningRow.Labelled of) throws IOException {
        PoisoningRow row;
        try (Detector detector = Detector.load(champion.detectorOnnx())) {
            row = PoisoningRow.measured(detector, material, of);
        }
        Path file = plan.work.resolve("results.csv");
        if (!Files.exists(file)) {
            Files.writeString(file, PoisoningRow.HEADER + "\n");
        }
        Files.writeString(file, row.csv() + "\n", StandardOpenOption.APPEND);
        log.accept(row.csv());
    }

    private List<Publisher.Item> digits() throws IOException {
        List<Image> images = Mnist.TRAIN.images();
        int[] classes = Mnist.TRAIN.digits();
        List<Publisher.Item> items = new ArrayList<>();
        for (int i = 0; i < Math.min(plan.reals, images.size()); i++) {
            items.add(new Publisher.Item(
                    Optional.of("digit-" + i),
                    Png.encode(images.get(i)),
                    Optional.of(Label.REAL),
                    OptionalInt.of(classes[i]),
                    Optional.of("mnist")));
        }
        return items;
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            delete(to);
        }
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @org.jspecify.annotations.Nullable IOException e)
                    throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
