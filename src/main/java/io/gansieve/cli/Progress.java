package io.gansieve.cli;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/** Shows how far a command is: a bar on a terminal, a line now and then elsewhere. Used by one thread. */
final class Progress {
    private static final int WIDTH = 30;

    private final PrintWriter out;
    private final String what;
    private final long total;
    private final boolean terminal;
    private final long everyNanos;
    private long shownAt = System.nanoTime();

    private Progress(PrintWriter out, String what, long total, boolean terminal) {
        this.out = out;
        this.what = what;
        this.total = total;
        this.terminal = terminal;
        this.everyNanos = terminal ? TimeUnit.MILLISECONDS.toNanos(100) : TimeUnit.SECONDS.toNanos(5);
    }

    /** @param total 0 if nobody knows */
    static Progress on(PrintWriter out, String what, long total) {
        return new Progress(out, what, total, Terminal.present());
    }

    /** Shows {@code done} unless something was shown a moment ago. */
    void at(long done) {
        if (System.nanoTime() - shownAt >= everyNanos) {
            shownAt = System.nanoTime();
            show(done, false);
        }
    }

    void end(long done) {
        if (terminal) {
            show(done, true);
        }
    }

    private void show(long done, boolean last) {
        String count = total > 0 ? done + "/" + total : String.valueOf(done);
        if (terminal) {
            int filled = total > 0 ? (int) (WIDTH * Math.min(done, total) / total) : 0;
            String bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
            out.print("\r[" + bar + "] " + count + " " + what);
            if (last) {
                out.println();
            }
        } else {
            out.println(count + " " + what);
        }
        out.flush();
    }
}
