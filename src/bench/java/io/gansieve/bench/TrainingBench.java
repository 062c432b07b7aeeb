package io.gansieve.bench;

import io.gansieve.gan.Model;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Times the training step of every contender at every thread count. Blocks of a few steps go round among the workers, one at a
 * time, so that whatever else the machine does hits all alike.
 */
public final class TrainingBench implements AutoCloseable {
    private static final int BLOCK = 5;

    /** The stock pattern is slow enough that a few steps tell. */
    private static final int STOCK_STEPS = 6;

    private record Lane(Contender contender, int threads) {}

    private record Key(Lane lane, Model model) {}

    private final Map<Lane, WorkerProcess> workers = new LinkedHashMap<>();
    private final Map<Key, long[]> times = new LinkedHashMap<>();
    private final Map<Integer, Double> peaks = new LinkedHashMap<>();

    public TrainingBench(List<Integer> threadCounts) throws IOException {
        for (int threads : threadCounts) {
            for (Contender contender : Contender.values()) {
                if (contender.runsHere()) {
                    workers.put(new Lane(contender, threads), new WorkerProcess(contender, threads));
                }
            }
        }
    }

    /** @param steps of each contender but the stock pattern */
    public List<TrainingFigure> run(int steps, Runnable afterEachRound) throws IOException {
        round(1, 2);
        times.clear();
        afterEachRound.run();
        for (int done = 0; done < steps; done += BLOCK) {
            round(done < STOCK_STEPS * BLOCK ? 1 : 0, Math.min(BLOCK, steps - done));
            afterEachRound.run();
        }
        return figures();
    }

    @Override
    public void close() {
        workers.values().forEach(WorkerProcess::close);
    }

    private void round(int stockSteps, int steps) throws IOException {
        for (Model model : Model.values()) {
            for (Map.Entry<Lane, WorkerProcess> worker : workers.entrySet()) {
                Lane lane = worker.getKey();
                int share = lane.contender() == Contender.STOCK ? stockSteps : steps;
                if (share > 0) {
                    times.merge(new Key(lane, model), worker.getValue().steps(model, share), TrainingBench::joined);
                }
            }
        }
        for (Map.Entry<Lane, WorkerProcess> worker : workers.entrySet()) {
            if (worker.getKey().contender() == Contender.GANSIEVE) {
                peaks.merge(worker.getKey().threads(), worker.getValue().gemmPeak(), Math::max);
            }
        }
    }

    private List<TrainingFigure> figures() throws IOException {
        List<TrainingFigure> figures = new ArrayList<>();
        for (Map.Entry<Key, long[]> entry : times.entrySet()) {
            Lane lane = entry.getKey().lane();
            Model model = entry.getKey().model();
            double flops = worker(lane).flops(model);
            double median = TrainingFigure.median(entry.getValue());
            double peak = peaks.getOrDefault(lane.threads(), Double.NaN);
            figures.add(new TrainingFigure(
                    model.text(),
                    lane.threads(),
                    lane.contender().engine(),
                    lane.contender().upsampling(),
                    entry.getValue().length,
                    median / 1e6,
                    TrainingFigure.min(entry.getValue()) / 1e6,
                    ratio(entry.getKey(), TrainingFigure::median),
                    ratio(entry.getKey(), TrainingFigure::min),
                    flops / 1e9,
                    flops / median,
                    flops * 1e9 / median / peak,
                    peak / 1e9));
        }
        return figures;
    }

    private WorkerProcess worker(Lane lane) {
        return Optional.ofNullable(workers.get(lane)).orElseThrow();
    }

    private Optional<Double> ratio(Key key, ToDoubleFunction<long[]> figure) {
        Key peer = new Key(new Lane(Contender.LIBTORCH, key.lane().threads()), key.model());
        return Optional.ofNullable(times.get(peer))
                .map(reference ->
                        figure.applyAsDouble(Optional.ofNullable(times.get(key)).orElseThrow())
                                / figure.applyAsDouble(reference));
    }

    private static long[] joined(long[] left, long[] right) {
        long[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }
}
