package io.gansieve.cli;

import io.gansieve.bench.coverage.CpuClock;
import io.gansieve.gan.CorruptSnapshotException;
import io.gansieve.gan.MixtureForger;
import io.gansieve.gan.Quantisation;
import io.gansieve.gan.dl4j.VaeLikelihood;
import io.gansieve.image.Image;
import io.gansieve.image.Mnist;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench likelihood}: the generators that are trained by maximum likelihood, on MNIST. */
@Command(
        name = "likelihood",
        mixinStandardHelpOptions = true,
        description = {
            "Log-likelihood of MNIST's test images under an autoencoder of 50 latents (784-400-400-50), by",
            "importance weighting; then that of the training images under a Gaussian mixture, step by step",
            "of its fit. Stopped, the same command goes on after the last whole epoch."
        })
final class BenchLikelihoodCommand implements Callable<Integer> {
    private final CpuClock clock = new CpuClock(Duration.ZERO);

    private static final int SAMPLES = 50;
    private static final int MANY_SAMPLES = 5_000;
    private static final int MIXTURE_IMAGES = 5_000;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--epochs", paramLabel = "N", description = "Over the 60,000 training images (default: 40).")
    private int epochs = 40;

    @Option(names = "--test-images", paramLabel = "N", description = "Measured with k = 50 (default: all 10,000).")
    private int testImages = 10_000;

    @Option(names = "--few", paramLabel = "N", description = "Of them measured with k = 5,000, too (default: 200).")
    private int few = 200;

    @Option(names = "--seed", paramLabel = "N", description = "Default: 1.")
    private long seed = 1;

    @Option(names = "--work", paramLabel = "DIR", description = "Keeps the state here (default: ./bench-likelihood).")
    private Path work = Path.of("bench-likelihood");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                "protocol   binary pixels, each 1 with its grey level as probability: training images drawn anew in");
        out.println(
                "           every epoch, test images once; log 1/k sum p(x,z)/q(z|x), z ~ q(z|x), in nats an image;");
        out.println("           weights averaged (.999 a step); batch 100, Adam at %s, seed %d"
                .formatted(common.config().training().rules().learningRate().at(0), seed));
        out.flush();
        autoencoder(out);
        mixture(out);
        return 0;
    }

    private void autoencoder(PrintWriter out) throws Exception {
        List<Image> train = Mnist.TRAIN.images();
        List<Image> test = Mnist.TEST.images();
        test = test.subList(0, Math.min(testImages, test.size()));
        try (VaeLikelihood vae = new VaeLikelihood(common.config().training(), seed)) {
            int done = resume(vae);
            for (int epoch = done + 1; epoch <= epochs; epoch++) {
                double bound = -vae.epoch(train, seed * 1_000_003 + epoch);
                keep(vae, epoch);
                print(out, "epoch %3d  bound on training images %.2f  %.0f CPU s", epoch, bound, cpuSeconds());
            }
            print(
                    out,
                    "autoencoder  k = %,d on %,d test images: %.2f",
                    SAMPLES,
                    test.size(),
                    measured(vae, test, SAMPLES));
            List<Image> fewer = test.subList(0, Math.min(few, test.size()));
            print(
                    out,
                    "autoencoder  on the first %,d: k = %,d %.2f, k = %,d %.2f  (%.0f CPU s)",
                    fewer.size(),
                    SAMPLES,
                    measured(vae, fewer, SAMPLES),
                    MANY_SAMPLES,
                    measured(vae, fewer, MANY_SAMPLES),
                    cpuSeconds());
        }
    }

    private double measured(VaeLikelihood vae, List<Image> images, int k) {
        return vae.logLikelihood(images, k, seed + 1);
    }

    private void mixture(PrintWriter out) throws IOException {
        float[][] data = Mnist.TRAIN.images().subList(0, MIXTURE_IMAGES).stream()
                .map(Quantisation::planes)
                .toArray(float[][]::new);
        List<Double> steps = MixtureForger.fit(data, new SplittableRandom(seed)).logLikelihoods();
        double worst = Double.POSITIVE_INFINITY;
        for (int i = 1; i < steps.size(); i++) {
            worst = Math.min(worst, steps.get(i) - steps.get(i - 1));
        }
        print(
                out,
                "mixture      %,d training images in 48 principal coordinates: %.3f nats at first, %.3f after %d steps; "
                        + "smallest gain of a step %.4f",
                MIXTURE_IMAGES,
                steps.get(0),
                steps.get(steps.size() - 1),
                steps.size() - 1,
                worst);
    }

    private int resume(VaeLikelihood vae) throws IOException, CorruptSnapshotException {
        Path state = work.resolve("epochs");
        if (!Files.exists(state)) {
            return 0;
        }
        int done = Integer.parseInt(Files.readString(state).strip());
        vae.resume(new VaeLikelihood.State(
                Files.readAllBytes(work.resolve("training-" + done)),
                Files.readAllBytes(work.resolve("average-" + done))));
        return done;
    }

    /** The count is written last: it names files that are whole. */
    private void keep(VaeLikelihood vae, int epoch) throws IOException {
        Files.createDirectories(work);
        VaeLikelihood.State state = vae.state();
        Files.write(work.resolve("training-" + epoch), state.training());
        Files.write(work.resolve("average-" + epoch), state.average());
        Files.writeString(work.resolve("epochs"), Integer.toString(epoch));
        Files.deleteIfExists(work.resolve("training-" + (epoch - 1)));
        Files.deleteIfExists(work.resolve("average-" + (epoch - 1)));
    }

    private double cpuSeconds() {
        return clock.used().toMillis() / 1e3;
    }

    private static void print(PrintWriter out, String line, Object... values) {
        out.println(String.format(Locale.ROOT, line, values));
        out.flush();
    }
}
