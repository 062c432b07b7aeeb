package io.gansieve.scoring;

import io.gansieve.image.Image;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The serving detector behind an atomic reference, swapped while it is read. Starts as version 0, which always answers
 * {@code UNCERTAIN}, 0.5, at epoch 0. Readers never wait. Safe for any thread.
 *
 * <p>Closing an ONNX session under a running call is undefined behaviour in native code, so each detector counts those who hold
 * it, itself as the champion being one; whoever lets go last closes it.
 */
public final class Champion implements AutoCloseable {
    private volatile Serving current = new Serving(0, Optional.empty());
    private boolean closed;

    /** Throws {@link IllegalArgumentException} for an image of another shape than the serving detector's. */
    public Score score(Image image) {
        return score(List.of(image)).get(0);
    }

    /** The same for the frames of one file, in order, all by the same version, with its thresholds for so many. */
    public List<Score> score(List<Image> frames) {
        Serving serving = hold();
        try {
            return serving.score(frames);
        } finally {
            serving.letGo();
        }
    }

    /**
     * Puts {@code detector} in force; takes ownership of it. An epoch that is not above the current one is late: the detector is
     * closed and the champion stays.
     *
     * @return whether it is in force
     */
    public boolean serve(long epoch, Detector detector) {
        return swap(new Serving(epoch, Optional.of(detector)));
    }

    /** Puts version 0 in force again, under a new epoch. */
    public boolean serveBuiltIn(long epoch) {
        return swap(new Serving(epoch, Optional.empty()));
    }

    public long version() {
        return current.version();
    }

    public long epoch() {
        return current.epoch;
    }

    /** The detector is closed after its last reader; scoring afterwards throws {@link IllegalStateException}. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            current.letGo();
        }
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean swap(Serving next) {
        if (closed || next.epoch <= current.epoch) {
            next.letGo();
            return false;
        }
        Serving previous = current;
        current = next;
        previous.letGo();
        return true;
    }

    private Serving hold() {
        Serving serving = current;
        while (!serving.tryHold()) {
            Serving newer = current;
            if (newer == serving) {
                throw new IllegalStateException("the champion is closed");
            }
            serving = newer;
        }
        return serving;
    }

    /** A detector, or version 0, in force from one epoch on, with the number of its holders. */
    private static final class Serving {
        private final long epoch;
        private final Optional<Detector> detector;
        private final AtomicInteger holders = new AtomicInteger(1);

        Serving(long epoch, Optional<Detector> detector) {
            this.epoch = epoch;
            this.detector = detector;
        }

        List<Score> score(List<Image> frames) {
            return detector.map(model -> Score.ofFrames(model.score(frames), model, epoch))
                    .orElseGet(() -> Collections.nCopies(frames.size(), Score.builtIn(epoch)));
        }

        long version() {
            return detector.map(model -> model.metadata().version()).orElse(0L);
        }

        /** False once the last holder has let go: the detector is closed or about to be. */
        boolean tryHold() {
            int count = holders.get();
            while (count > 0) {
                if (holders.compareAndSet(count, count + 1)) {
                    return true;
                }
                count = holders.get();
            }
            return false;
        }

        void letGo() {
            if (holders.decrementAndGet() == 0) {
                detector.ifPresent(Detector::close);
            }
        }
    }
}
