package io.gansieve.bench;

import io.gansieve.gan.Model;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The parent's end of a {@link Worker}. OpenMP reads its thread count once, when a process starts: hence the processes. */
final class WorkerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;
    private final int threads;

    /** Starts a worker with this process's Java, options and class path. */
    WorkerProcess(Contender contender, int threads) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-Dai.djl.offline=true");
        command.add("-Dai.djl.pytorch.num_threads=" + threads);
        command.add("-Dai.djl.pytorch.num_interop_threads=1");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName(), contender.name()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        builder.environment().put("OPT_OUT_TRACKING", "true");
        this.threads = threads;
        process = builder.start();
        requests = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Times of that many steps, in ns. */
    long[] steps(Model model, int steps) throws IOException {
        return Arrays.stream(ask("step %s %d".formatted(model.text(), steps)).split(" ", -1))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    long flops(Model model) throws IOException {
        return Long.parseLong(ask("flops " + model.text()));
    }

    /** Operations a second of the best matrix product. */
    double gemmPeak() throws IOException {
        return Double.parseDouble(ask("gemm " + threads));
    }

    private String ask(String request) throws IOException {
        requests.write(request);
        requests.newLine();
        requests.flush();
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(Worker.MARK)) {
                return line.substring(Worker.MARK.length());
            }
        }
        throw new IOException("a worker ended while it was asked to " + request);
    }

    /** Ends the worker; returns at once. */
    @Override
    public void close() {
        process.destroy();
    }
}
