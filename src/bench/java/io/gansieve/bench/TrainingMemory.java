package io.gansieve.bench;

import io.gansieve.config.ConfigException;
import io.gansieve.config.ConfigLoader;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.Model;
import io.gansieve.gan.RoundImages;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.gan.dl4j.Dl4jGanTrainer;
import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** Resident memory of this process while the service's own trainer works. Linux only. */
public final class TrainingMemory {
    private static final int STEPS_PER_ROUND = 100;
    private static final int DISTINCT = 512;

    private TrainingMemory() {}

    /** Trains {@code steps} steps, whole rounds; reports (steps done, resident MiB) about every {@code interval} steps. */
    public static void run(Model model, int steps, int interval, BiConsumer<Integer, Long> report) throws IOException {
        TrainingConfig config = config(model);
        RoundImages images = new RoundImages(reals(config), List.of());
        try (Dl4jGanTrainer trainer = new Dl4jGanTrainer(config)) {
            GanSnapshot snapshot = trainer.initial(1);
            for (int done = 0; done < steps; ) {
                snapshot = trainer.train(snapshot, images, done / STEPS_PER_ROUND, 1)
                        .snapshot();
                done += STEPS_PER_ROUND;
                if (done % interval < STEPS_PER_ROUND) {
                    report.accept(done, residentMebibytes());
                }
            }
        }
    }

    private static TrainingConfig config(Model model) {
        Map<String, String> flags = Map.of(
                "training.model", model.text(),
                "training.batch-size", Integer.toString(TrainingSteps.BATCH),
                "training.steps-per-round", Integer.toString(STEPS_PER_ROUND));
        try {
            return ConfigLoader.load(Optional.empty(), Map.of(), flags).training();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static List<LabeledImage> reals(TrainingConfig config) {
        SplittableRandom random = new SplittableRandom(1);
        List<LabeledImage> distinct = new ArrayList<>();
        for (int i = 0; i < DISTINCT; i++) {
            byte[] pixels = new byte[config.shape().size()];
            random.nextBytes(pixels);
            distinct.add(new LabeledImage(
                    Image.of(config.shape(), pixels), Label.REAL, OptionalInt.empty(), LabeledImage.UNKNOWN_SOURCE));
        }
        List<LabeledImage> all = new ArrayList<>();
        int wanted = config.stepsPerRound() * config.batchSize();
        while (all.size() < wanted) {
            all.addAll(distinct);
        }
        return Collections.unmodifiableList(all.subList(0, wanted));
    }

    private static long residentMebibytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            String line =
                    lines.filter(text -> text.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
    }
}
