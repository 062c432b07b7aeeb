package io.gansieve.bench.coverage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Figures of one run over its CPU-time, kept as {@value #FILE} in its folder. Used by one thread. */
public final class Curve {
    /** A line for names, then one a point; CPU-seconds first. */
    public static final String FILE = "curve.csv";

    private final List<String> names;
    private final List<Point> points;

    /** @param figures one a name */
    public record Point(double cpuSeconds, List<Double> figures) {
        public Point {
            figures = List.copyOf(figures);
        }
    }

    private Curve(List<String> names, List<Point> points) {
        this.names = names;
        this.points = new ArrayList<>(points);
    }

    /** What a folder holds; nothing if it holds none. */
    public static Curve read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return new Curve(List.of(), List.of());
        }
        List<List<String>> rows = Files.readAllLines(file).stream()
                .map(line -> Arrays.asList(line.split(",", -1)))
                .toList();
        List<Point> points = rows.stream()
                .skip(1)
                .map(row -> row.stream().map(Double::parseDouble).toList())
                .map(row -> new Point(row.get(0), row.subList(1, row.size())))
                .toList();
        return new Curve(rows.get(0).subList(1, rows.get(0).size()), points);
    }

    /** Without what a process wrote after its last checkpoint. */
    static Curve resume(Path folder, List<String> names, Duration used) throws IOException {
        List<Point> kept = read(folder).points().stream()
                .filter(point -> point.cpuSeconds() <= seconds(used))
                .toList();
        return new Curve(names, kept);
    }

    void add(Duration cpu, List<Double> figures) {
        points.add(new Point(seconds(cpu), figures));
    }

    public List<String> names() {
        return names;
    }

    public List<Point> points() {
        return List.copyOf(points);
    }

    void write(Path folder) throws IOException {
        if (names.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder("cpu_s," + String.join(",", names) + "\n");
        for (Point point : points) {
            text.append(point.cpuSeconds()).append(',');
            text.append(point.figures().stream().map(String::valueOf).collect(Collectors.joining(",")));
            text.append('\n');
        }
        CoverageFiles.write(folder.resolve(FILE), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static double seconds(Duration cpu) {
        return cpu.toMillis() / 1e3;
    }
}
