package io.gansieve.gan.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;

/**
 * Runs steps in order beside the thread that hands them over. The owner closes it, after its last {@link Tasks}; used by one
 * thread at a time.
 */
final class SideThread implements AutoCloseable {
    /** Steps that may wait; each holds the images of its batch. */
    private static final int MOST_WAITING = 16;

    private final ExecutorService executor = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "gansieve-detector-training");
        thread.setDaemon(true);
        return thread;
    });

    Tasks tasks() {
        return new Tasks();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    /** The steps of one round. Closing drops those that have not begun and waits for the one that has. */
    final class Tasks implements AutoCloseable {
        private final Scratch scratch = new Scratch();
        private final List<Future<Double>> steps = new ArrayList<>();

        /** Runs work inside a {@link Scratch#step}, after all that was added before. Waits while many steps do, and throws what one of them threw. */
        void add(DoubleSupplier work) {
            if (steps.size() >= MOST_WAITING) {
                result(steps.get(steps.size() - MOST_WAITING));
            }
            steps.add(executor.submit(() -> scratch.step(work::getAsDouble)));
        }

        /** Waits for all steps; the sum of what they gave. Throws what a step threw. */
        double sum() {
            double sum = 0;
            for (Future<Double> step : steps) {
                sum += result(step);
            }
            return sum;
        }

        @Override
        public void close() {
            steps.forEach(step -> step.cancel(false));
            Future<?> last = executor.submit(scratch::close);
            boolean interrupted = false;
            while (true) {
                try {
                    last.get();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException("step memory cannot be given back", e.getCause());
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private static double result(Future<Double> step) {
            try {
                return step.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("round interrupted while the detector's steps ran");
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                if (e.getCause() instanceof Error cause) {
                    // Such as want of memory: the machine's, as it would be on the caller's own thread.
                    throw cause;
                }
                throw new IllegalStateException("a step of the detector failed", e.getCause());
            }
        }
    }
}
