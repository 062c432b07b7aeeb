package io.gansieve.image.codec;

import io.gansieve.image.codec.DecodeResult.Reason;
import java.util.stream.IntStream;

/** Which frames of an animation are looked at, and what it may cost beside the size of its canvas. */
final class AnimationLimits {
    /** Each frame is a record in memory while its file is read. */
    static final int MOST_FRAMES = 10_000;

    /** Pixels of all frames that have to be drawn, in pictures of the largest size. */
    static final int CANVASES = 2;

    /** Pixels of all canvases that are shown, likewise. */
    static final int CANVASES_SHOWN = 3;

    private AnimationLimits() {}

    static void checkCount(String format, int frames) throws UndecodableException {
        if (frames > MOST_FRAMES) {
            throw new UndecodableException(
                    Reason.TOO_MANY_PIXELS,
                    "%s: expected at most %d frames, found more".formatted(format, MOST_FRAMES));
        }
    }

    /** All frames, or {@code most} in even steps from the first to the last; of one, the first. */
    static int[] spread(int frames, int most) {
        int taken = Math.min(frames, most);
        return IntStream.range(0, taken)
                .map(i -> taken == 1 ? 0 : (int) Math.round(i * (frames - 1.0) / (taken - 1)))
                .toArray();
    }
}
