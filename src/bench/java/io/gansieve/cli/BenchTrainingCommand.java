package io.gansieve.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.gansieve.bench.TrainingBench;
import io.gansieve.bench.TrainingFigure;
import io.gansieve.bench.TrainingMemory;
import io.gansieve.gan.Model;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench training}: the training step beside libtorch's and the stock layers', or the trainer's memory. */
@Command(
        name = "training",
        mixinStandardHelpOptions = true,
        description = {
            "Times one step, critic on [real; generated] and generator, at batch 64 on 28x28 images.",
            "libtorch (through DJL) has no deconvolution: the rows with 'pixel shuffle' take the same",
            "substitute, a 3x3 convolution to four times the channels, on both sides."
        })
final class BenchTrainingCommand implements Callable<Integer> {
    private static final int MEMORY_STEPS = 5_000;
    private static final int MEMORY_INTERVAL = 500;
    private static final String ROW = "%-9s %2s %-12s %-13s %6s %6s %4s %4s %5s %4s %3s";

    @Option(names = "--steps", paramLabel = "N", description = "Of each contender (default: 60); with --memory 5000.")
    private Optional<Integer> steps = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", split = ",", description = "Thread counts (default: 1,2).")
    private List<Integer> threads = List.of(1, 2);

    @Option(names = "--memory", description = "Instead: this process's resident memory while the trainer works.")
    private boolean memory;

    @Option(names = "--format", description = "table or json (default: table).")
    private OutputFormat format = OutputFormat.TABLE;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (steps.isPresent() && steps.get() < 1) {
            throw new ParameterException(spec.commandLine(), "--steps must be at least 1: " + steps.get());
        }
        if (memory) {
            memory(steps.orElse(MEMORY_STEPS));
        } else {
            times(steps.orElse(60));
        }
        return 0;
    }

    private void times(int steps) throws IOException {
        PrintWriter progress = spec.commandLine().getErr();
        try (TrainingBench bench = new TrainingBench(threads)) {
            List<TrainingFigure> figures = bench.run(steps, () -> {
                progress.print('.');
                progress.flush();
            });
            progress.println();
            print(figures);
        }
    }

    private void print(List<TrainingFigure> figures) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (format == OutputFormat.JSON) {
            ObjectMapper mapper = new ObjectMapper().registerModule(new Jdk8Module());
            for (TrainingFigure figure : figures) {
                out.println(mapper.writeValueAsString(figure));
            }
        } else {
            out.println(ROW.formatted(
                    "PAIR", "TH", "ENGINE", "UPSAMPLING", "P50 MS", "MIN MS", "/P50", "/MIN", "GFLOP", "GF/S", "%PK"));
            figures.stream().map(BenchTrainingCommand::row).forEach(out::println);
            out.println("TH threads; /P50, /MIN over libtorch's; GF/S GFLOP a second, %PK of GEMM's peak");
            if (figures.stream().noneMatch(figure -> figure.ratioToLibtorch().isPresent())) {
                out.println("libtorch: not available here");
            }
        }
        out.flush();
    }

    private static String row(TrainingFigure figure) {
        return ROW.formatted(
                figure.pair(),
                figure.threads(),
                figure.engine(),
                figure.upsampling(),
                decimal(1, figure.medianMillis()),
                decimal(1, figure.minMillis()),
                figure.ratioToLibtorch().map(ratio -> decimal(2, ratio)).orElse("-"),
                figure.ratioOfMinima().map(ratio -> decimal(2, ratio)).orElse("-"),
                decimal(2, figure.gigaflop()),
                decimal(1, figure.gigaflops()),
                decimal(0, 100 * figure.shareOfPeak()));
    }

    private static String decimal(int digits, double value) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private void memory(int steps) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        AtomicLong first = new AtomicLong();
        TrainingMemory.run(Model.DEFAULT, steps, MEMORY_INTERVAL, (done, mebibytes) -> {
            first.compareAndSet(0, mebibytes);
            double change = 100.0 * (mebibytes - first.get()) / first.get();
            String line = format == OutputFormat.JSON
                    ? "{\"steps\":%d,\"residentMebibytes\":%d,\"changePercent\":%s}"
                    : "%6d steps  %6d MiB  %6s %%";
            out.println(line.formatted(done, mebibytes, decimal(1, change)));
            out.flush();
        });
    }
}
