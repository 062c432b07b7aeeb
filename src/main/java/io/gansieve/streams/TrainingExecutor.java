package io.gansieve.streams;

import io.gansieve.gan.GanTrainer;
import io.gansieve.registry.RoundJob;
import io.gansieve.registry.RoundOutcome;
import io.gansieve.registry.RoundRequest;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The thread that trains. Owns its thread and the trainer, and closes both. A cancelled round is interrupted and its result
 * dropped.
 */
public final class TrainingExecutor implements RoundRunner, AutoCloseable {
    private static final long CLOSE_SECONDS = 10;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread trainingThread = new Thread(task, "gansieve-training");
        trainingThread.setDaemon(true);
        return trainingThread;
    });
    private final Supplier<GanTrainer> trainers;
    private final Function<GanTrainer, RoundJob> jobs;
    private Optional<GanTrainer> trainer = Optional.empty();

    /** @param trainers makes the trainer when the first round starts: loading its engine takes seconds */
    public TrainingExecutor(Supplier<GanTrainer> trainers, Function<GanTrainer, RoundJob> jobs) {
        this.trainers = trainers;
        this.jobs = jobs;
    }

    @Override
    public Future<RoundOutcome> start(RoundRequest request) {
        return thread.submit(() -> run(request));
    }

    private RoundOutcome run(RoundRequest request) {
        if (trainer.isEmpty()) {
            trainer = Optional.of(trainers.get());
        }
        return jobs.apply(trainer.get()).run(request);
    }

    /** Interrupts a running round and waits a little for it, since its native memory must not be freed under it. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                trainer.ifPresent(GanTrainer::close);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
