package io.gansieve.cli;

import io.gansieve.image.Printable;
import io.gansieve.scoring.Verdict;
import java.util.Locale;

/** Verdicts in columns. */
final class VerdictTable {
    private static final String ROW = "%-9s  %12s  %5s  %5s  %s";
    private static final int ID_WIDTH = Terminal.WIDTH - 39;

    private VerdictTable() {}

    static String header() {
        return ROW.formatted("VERDICT", "P(GENERATED)", "MODEL", "EPOCH", "IMAGE");
    }

    /** @param fitted to a terminal's width, for which a long id loses its middle; programs get all of it */
    static String row(Verdict verdict, boolean fitted) {
        String id = Printable.line(verdict.imageId());
        String frames = verdict.frames().map(VerdictTable::frames).orElse("");
        return String.format(
                Locale.ROOT,
                "%-9s  %12.4f  %5d  %5d  %s",
                verdict.verdict(),
                verdict.probabilityGenerated(),
                verdict.modelVersion(),
                verdict.championEpoch(),
                (fitted ? TextTable.shortenedWithin(id, ID_WIDTH - frames.length()) : id) + frames);
    }

    /** Which one decided, by its number in the verdict. */
    private static String frames(Verdict.Frames frames) {
        return " (#%d of %d frames)".formatted(frames.highest(), frames.of());
    }
}
