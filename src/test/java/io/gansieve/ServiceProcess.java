package io.gansieve;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The program in a process of its own, so that it can be killed as an operator's machine kills it. */
final class ServiceProcess implements AutoCloseable {
    /** Eight partitions of images of up to 16 MiB each have to fit in a quarter of the heap. */
    private static final String HEAP = "-Xmx2500m";

    private final Program program;
    private final Path log;
    private final List<String> arguments;
    private final int httpPort;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private Process process;
    private long started;

    private ServiceProcess(Program program, Path log, List<String> arguments, int httpPort) throws IOException {
        this.program = program;
        this.log = log;
        this.arguments = List.copyOf(arguments);
        this.httpPort = httpPort;
        Files.deleteIfExists(log);
        this.started = System.nanoTime();
        this.process = launch(program, log, arguments);
    }

    /** Starts {@code gansieve run}; its output goes to {@code log}. */
    static ServiceProcess run(Path log, int httpPort, String... arguments) throws IOException {
        return run(Program.CURRENT, log, httpPort, arguments);
    }

    static ServiceProcess run(Program program, Path log, int httpPort, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("run", "--set", "http.port=" + httpPort));
        all.addAll(Arrays.asList(arguments));
        return new ServiceProcess(program, log, all, httpPort);
    }

    /** Starts {@code gansieve broker}. */
    static ServiceProcess broker(Path log, Path dataDirectory, int port) throws IOException {
        return broker(Program.CURRENT, log, dataDirectory, port);
    }

    static ServiceProcess broker(Program program, Path log, Path dataDirectory, int port) throws IOException {
        return new ServiceProcess(
                program, log, List.of("broker", "--port", "" + port, "--data-dir", dataDirectory.toString()), 0);
    }

    private static Process launch(Program program, Path log, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                HEAP,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.platform.extension="
                        + System.getProperty("org.bytedeco.javacpp.platform.extension", ""),
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-cp",
                program.classPath(),
                "io.gansieve.cli.Main"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("OMP_NUM_THREADS", "1");
        return builder.start();
    }

    /** Starts it again as it was started, once it has ended. */
    void restart() throws IOException {
        if (process.isAlive()) {
            throw new IllegalStateException("the process runs still: " + process.pid());
        }
        started = System.nanoTime();
        process = launch(program, log, arguments);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A file that outlives the test, for whoever asks why it failed. */
    static Path log(String name) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "it-logs"));
        return folder.resolve(name + ".log");
    }

    /** Waits until the service is ready; returns how long that took since its start. */
    Duration awaitReady() throws IOException {
        try {
            return readyAfter();
        } catch (ConditionTimeoutException e) {
            // Its threads, into its log.
            signal("QUIT");
            throw e;
        }
    }

    private Duration readyAfter() {
        Awaitility.await("service ready")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("the service ended with status " + process.exitValue());
                    }
                    return isReady();
                });
        return Duration.ofNanos(System.nanoTime() - started);
    }

    String get(String path) throws IOException, InterruptedException {
        return http.send(request(path), HttpResponse.BodyHandlers.ofString()).body();
    }

    String post(String path, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(request(path), (name, value) -> true)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    boolean isReady() throws InterruptedException {
        return status("/health/ready") == 200;
    }

    /** The sum of a meter over its labels; 0 where it is not shown. */
    double metric(String name) throws IOException, InterruptedException {
        return Arrays.stream(get("/metrics").split("\n", -1))
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** SIGSTOP: the process stands still, its connections stay open. */
    void pause() throws IOException {
        signal("STOP");
    }

    /** SIGCONT. */
    void resume() throws IOException {
        signal("CONT");
    }

    private void signal(String name) throws IOException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .onExit()
                .join();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM; returns the exit status. */
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the service did not end within 30 s of SIGTERM");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private int status(String path) throws InterruptedException {
        try {
            return http.send(request(path), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                .timeout(Duration.ofSeconds(5))
                .build();
    }
}
