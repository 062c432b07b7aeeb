package io.gansieve.streams;

import io.gansieve.scoring.onnx.ModelRefusedException;
import io.gansieve.scoring.onnx.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Loads models on a thread of their own, so that one that does not end holds up nobody but those after it. Checked models always
 * end; this is for what the check does not foresee. Used by one thread; whether it hangs may be asked by any.
 *
 * @param <T> a loaded model, which must be closed
 */
final class ModelLoading<T extends AutoCloseable> {
    /** A run of a checked model takes a tenth. */
    static final Duration DEADLINE = Duration.ofSeconds(30);

    interface Loader<T> {
        /** Throws {@link IllegalArgumentException} for a model that must not be used. */
        T load(byte[] onnx);
    }

    private final Loader<T> loader;
    private final Duration deadline;

    /** The load that did not end in time. */
    private volatile Optional<FutureTask<T>> late = Optional.empty();

    ModelLoading(Loader<T> loader, Duration deadline) {
        this.loader = loader;
        this.deadline = deadline;
    }

    /** Throws {@link IllegalArgumentException} for a model that must not be used, or was not loaded in time. */
    T load(byte[] onnx) {
        if (isHung()) {
            throw tooSlow("another model has been loading for more than %d s".formatted(deadline.toSeconds()));
        }
        FutureTask<T> task = new FutureTask<>(() -> loader.load(onnx));
        Thread thread = new Thread(task, "model-loader");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            late = Optional.of(task);
            throw tooSlow("expected a model that loads within %d s".formatted(deadline.toSeconds()));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            // Whatever it is, the same file would fail again.
            throw e.getCause() instanceof IllegalArgumentException refused
                    ? refused
                    : new IllegalArgumentException("a model cannot be loaded: " + e.getCause(), e);
        }
    }

    private static ModelRefusedException tooSlow(String message) {
        return new ModelRefusedException(Refusal.TOO_SLOW, message);
    }

    /** Whether a load has passed its deadline and still runs. */
    boolean isHung() {
        return late.map(task -> !task.isDone()).orElse(false);
    }
}
