package io.gansieve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command of the program in a process of its own, with everything that it writes. */
final class CommandProcess implements AutoCloseable {
    private final Process process;
    private final Path output;

    private CommandProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static CommandProcess start(
            Path output, Map<String, String> environment, List<String> javaOptions, List<String> arguments)
            throws IOException {
        return start(Program.CURRENT, output, environment, javaOptions, arguments);
    }

    static CommandProcess start(
            Program program,
            Path output,
            Map<String, String> environment,
            List<String> javaOptions,
            List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.platform.extension="
                        + System.getProperty("org.bytedeco.javacpp.platform.extension", ""),
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"));
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", program.classPath(), "io.gansieve.cli.Main"));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().putAll(environment);
        return new CommandProcess(builder.start(), output);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The exit status; {@link IllegalStateException} if it does not end. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the command hangs, see " + output);
        }
        return process.exitValue();
    }

    /** SIGTERM; returns the exit status. */
    int terminate() throws InterruptedException {
        process.destroy();
        return awaitExit();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
