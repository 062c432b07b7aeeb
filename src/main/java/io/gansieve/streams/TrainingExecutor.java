package io.gansieve.streams;

import io.gansieve.gan.GanTrainer;
import io.gansieve.registry.Candidates;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

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
    private final GanTrainer trainer;
    private final RoundJob job;

    public TrainingExecutor(GanTrainer trainer, Candidates candidates, Clock clock) {
        this.trainer = trainer;
        this.job = new RoundJob(trainer, candidates, clock);
    }

    @Override
    public Future<RoundOutcome> start(RoundRequest request) {
        return thread.submit(() -> job.run(request));
    }

    /** Interrupts a running round and waits a little for it, since its native memory must not be freed under it. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                trainer.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
