package io.gansieve.bench;

import io.gansieve.gan.Model;
import io.gansieve.gan.dl4j.GemmPeak;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * One contender in a process of its own, with the threads that its environment allows. A line in, a line out that begins with
 * {@link #MARK}: {@code step MODEL N} → N times in ns; {@code flops MODEL} → operations of a step; {@code gemm THREADS} →
 * operations a second. Ends with its input.
 */
final class Worker {
    /** Tells an answer from whatever native libraries print. */
    static final String MARK = "> ";

    private final Contender contender;
    private final Map<Model, TrainingSteps> pairs = new EnumMap<>(Model.class);

    private Worker(Contender contender) {
        this.contender = contender;
    }

    public static void main(String[] args) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        Worker worker = new Worker(Contender.valueOf(args[0]));
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            answers.println(MARK + worker.answer(line.split(" ", -1)));
        }
        Runtime.getRuntime().halt(0);
    }

    private String answer(String[] request) {
        return switch (request[0]) {
            case "step" -> times(Model.parse(request[1]), Integer.parseInt(request[2]));
            case "flops" -> Long.toString(contender.flops(Model.parse(request[1])));
            case "gemm" -> Double.toString(GemmPeak.measure(Integer.parseInt(request[1])));
            default -> throw new IllegalArgumentException("request must be step, flops or gemm: " + request[0]);
        };
    }

    private String times(Model model, int steps) {
        TrainingSteps pair = pairs.computeIfAbsent(model, contender::steps);
        return LongStream.range(0, steps)
                .map(i -> {
                    long start = System.nanoTime();
                    pair.step();
                    return System.nanoTime() - start;
                })
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
    }
}
