package io.gansieve.cli;

import io.gansieve.app.OfflineTraining;
import io.gansieve.image.Printable;
import io.gansieve.registry.RoundReport;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/** Shows rounds as they end: a growing table on a terminal, with the round that runs below it; a line each elsewhere. */
final class RoundDisplay implements OfflineTraining.Listener {
    private static final int HEADING_EVERY = 20;
    private static final String INDENT = " ".repeat(5);

    private final PrintWriter out;
    private final boolean terminal;
    private final boolean coloured;
    private long roundShown;
    private long startedAt;
    private int rows;

    RoundDisplay(PrintWriter out, boolean terminal, boolean coloured) {
        this.out = out;
        this.terminal = terminal;
        this.coloured = coloured;
    }

    static RoundDisplay on(PrintWriter out) {
        return new RoundDisplay(out, Terminal.present(), Terminal.coloured());
    }

    @Override
    public void running(long round) {
        if (!terminal) {
            return;
        }
        if (round != roundShown) {
            roundShown = round;
            startedAt = System.nanoTime();
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedAt);
        out.print("%s%4d training, %d s".formatted(Terminal.CLEAR_LINE, round, seconds));
        out.flush();
    }

    @Override
    public void finished(RoundReport report) {
        if (terminal) {
            out.print(Terminal.CLEAR_LINE);
            if (rows++ % HEADING_EVERY == 0) {
                out.println(RoundTable.heading());
            }
            // Its colours are the program's own.
            out.print(RoundTable.row(report, coloured));
            out.println();
            if (!report.reason().isEmpty()) {
                out.println(TextTable.shortened(INDENT + Printable.line(report.reason()), Terminal.WIDTH));
            }
        } else {
            out.println(RoundTable.line(report));
        }
        out.flush();
    }

    /** Takes away the line of a round that was stopped. */
    void end() {
        if (terminal) {
            out.print(Terminal.CLEAR_LINE);
        }
    }
}
