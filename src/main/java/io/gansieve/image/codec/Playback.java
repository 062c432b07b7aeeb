package io.gansieve.image.codec;

import io.gansieve.image.codec.DecodeResult.Reason;
import io.gansieve.image.codec.Frame.Blend;
import io.gansieve.image.codec.Frame.Disposal;
import java.util.List;

/** Draws the frames of an animation one after the other, as few as a wanted one needs. Used by one thread. */
final class Playback {
    private final Container container;
    private final List<Frame> frames;
    private final long mostPixels;
    private final Canvas canvas;
    private final Deadline deadline;
    private int shown = -1;
    private long drawn;

    /** @param mostPixels of all frames that are drawn */
    Playback(Container container, long mostPixels, Deadline deadline) {
        this.container = container;
        this.frames = container.frames();
        this.mostPixels = mostPixels;
        this.deadline = deadline;
        this.canvas = new Canvas(container.width(), container.height());
    }

    /** @param index above the one before */
    Canvas show(int index) throws UndecodableException {
        int from = start(index);
        if (from > shown + 1) {
            canvas.clear();
        } else if (shown >= 0) {
            canvas.dispose(frames.get(shown));
        }
        for (int i = from; i <= index; i++) {
            Frame frame = frames.get(i);
            spend(frame);
            deadline.check(container.format().text());
            canvas.draw(frame, deadline);
            if (i < index) {
                canvas.dispose(frame);
            }
        }
        shown = index;
        return canvas;
    }

    /** The last frame that shows nothing of those before it. */
    private int start(int index) {
        for (int i = index; i > shown + 1; i--) {
            Frame frame = frames.get(i);
            Frame before = frames.get(i - 1);
            boolean replaces = frame.blend() == Blend.REPLACE && covers(frame);
            boolean cleared = before.disposal() == Disposal.CLEAR && covers(before);
            // What it restores would be what is not drawn.
            if ((replaces || cleared) && frame.disposal() != Disposal.RESTORE) {
                return i;
            }
        }
        return shown + 1;
    }

    private boolean covers(Frame frame) {
        return frame.covers(container.width(), container.height());
    }

    private void spend(Frame frame) throws UndecodableException {
        drawn += frame.pixels();
        if (drawn > mostPixels) {
            throw new UndecodableException(
                    Reason.TOO_MANY_PIXELS,
                    "%s: expected frames of at most %d pixels together (twice image.max-pixels)"
                            .formatted(container.format().text(), mostPixels));
        }
    }
}
