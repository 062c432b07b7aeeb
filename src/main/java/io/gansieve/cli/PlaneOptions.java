package io.gansieve.cli;

import io.gansieve.app.MixtureFit;
import io.gansieve.app.PlaneTraining;
import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.gan.CriticNoise;
import io.gansieve.gan.Objective;
import io.gansieve.gan.PointGameConfig;
import io.gansieve.gan.PointMixture;
import io.gansieve.image.codec.AnimatedGif;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of {@code train} for data in the plane, where the best critic is known, and that training. */
final class PlaneOptions {
    private static final String PREFIX = "mixture:";
    private static final int FRAMES = 24;
    private static final int SIDE = 300;
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final String ROW = "%7s %7s %7s %7s %6s %6s %6s %6s %5s %6s %7s %6s";

    @Option(
            names = "--data",
            paramLabel = "mixture:NAME",
            description =
                    "Instead of images: points of mixture:grid25 or mixture:ring8. Writes NAME.png and NAME.gif, the "
                            + "critic, the best critic and samples, and NAME-likelihood.png, a Gaussian mixture by maximum "
                            + "likelihood.")
    private Optional<String> data = Optional.empty();

    @Option(names = "--steps", paramLabel = "N", description = "Of the game on points (default: 20000).")
    private int steps = 20_000;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    boolean present() {
        return data.isPresent();
    }

    /**
     * Plays, prints a line a frame, and writes the pictures.
     *
     * @param duration ends the game earlier than its schedules do
     */
    void train(Optional<String> objective, long seed, Optional<Duration> duration, Path folder) throws IOException {
        PointMixture mixture = mixture();
        PrintWriter out = spec.commandLine().getOut();
        PointGameConfig config = PointGameConfig.of(mixture, objective(objective), CriticNoise.NONE, steps);
        List<byte[]> frames = new ArrayList<>();
        long end = System.nanoTime() + duration.map(Duration::toNanos).orElse(Long.MAX_VALUE / 2);
        Files.createDirectories(folder);
        try (PlaneTraining training = new PlaneTraining(config, mixture, seed, SIDE)) {
            out.println(heading());
            for (int frame = 0; frame < FRAMES && (frame == 0 || System.nanoTime() < end); frame++) {
                int until = (int) ((frame + 1L) * steps / FRAMES);
                out.println(row(training.advance(until - (int) ((long) frame * steps / FRAMES))));
                out.flush();
                frames.add(training.png());
            }
        }
        Path png = folder.resolve(mixture.name() + ".png");
        Path gif = folder.resolve(mixture.name() + ".gif");
        Files.write(png, frames.get(frames.size() - 1));
        Files.write(gif, AnimatedGif.ofPngs(frames, PAUSE));
        out.println(
                "%s and %s: D with the generator's samples, D* = p_data/(p_data + p_G), the average's samples; red is real"
                        .formatted(png, gif));
        fit(mixture, seed, folder, out);
    }

    private static void fit(PointMixture mixture, long seed, Path folder, PrintWriter out) throws IOException {
        MixtureFit fit = MixtureFit.of(mixture, seed, SIDE / 2);
        Path file = folder.resolve(mixture.name() + "-likelihood.png");
        Files.write(file, fit.png());
        out.println("maximum likelihood by EM, %d components"
                .formatted(mixture.centres().size()));
        TextTable table = new TextTable().row(List.of("step", "log-likelihood", "KL(data|model) nats"));
        for (MixtureFit.Step step : fit.steps()) {
            table.row(List.of(
                    Integer.toString(step.step()),
                    number("%.4f", step.logLikelihood()),
                    number("%.4f", step.divergence())));
        }
        table.lines().forEach(out::println);
        out.println("%s: p_data/(p_data + p_model) after steps 0, 1, 2, 4, 8 and 24; white where both agree"
                .formatted(file));
        out.flush();
    }

    private PointMixture mixture() {
        String text = data.orElseThrow();
        if (steps < FRAMES) {
            throw new ParameterException(
                    spec.commandLine(), "--steps must be at least %d: %d".formatted(FRAMES, steps));
        }
        try {
            if (!text.startsWith(PREFIX)) {
                throw new IllegalArgumentException("must be mixture:grid25 or mixture:ring8");
            }
            return PointMixture.parse(text.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--data: %s: %s".formatted(text, e.getMessage()), e);
        }
    }

    private Objective objective(Optional<String> text) {
        try {
            return text.map(Objective::parse).orElse(new Objective.Relativistic());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "--objective: %s: %s".formatted(text.get(), e.getMessage()), e);
        }
    }

    private static String heading() {
        return ROW.formatted(
                "step", "critic", "gen", "V'", "JSD>=", "W1", "D real", "D gen", "modes", "good %", "KL rev", "floor");
    }

    private static String row(PlaneTraining.Report report) {
        ModeCoverage coverage = report.coverage();
        return ROW.formatted(
                report.steps(),
                number("%.3f", report.criticLoss()),
                number("%.3f", report.generatorLoss()),
                number("%.3f", report.critic().valueFunction()),
                number("%.3f", report.critic().jsdBound()),
                number("%.3f", report.wasserstein()),
                number("%.2f", report.critic().realAccuracy()),
                number("%.2f", report.critic().generatedAccuracy()),
                coverage.modesCovered(),
                number("%.1f", 100 * coverage.confidentRatio()),
                number("%.4f", coverage.reverseKl()),
                number("%.4f", coverage.reverseKlFloor()));
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
