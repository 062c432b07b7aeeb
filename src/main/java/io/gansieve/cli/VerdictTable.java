package io.gansieve.cli;

import io.gansieve.scoring.Verdict;
import java.util.Locale;

/** Verdicts in columns. */
final class VerdictTable {
    private static final String ROW = "%-10s %12s %7s %6s  %s";

    private VerdictTable() {}

    static String header() {
        return ROW.formatted("VERDICT", "P(GENERATED)", "MODEL", "EPOCH", "IMAGE");
    }

    /** Ids are whatever senders make them: none may steer the terminal. */
    static String printable(String text) {
        return text.replaceAll("\\p{Cc}", "?");
    }

    static String row(Verdict verdict) {
        return String.format(
                Locale.ROOT,
                "%-10s %12.4f %7d %6d  %s",
                verdict.verdict(),
                verdict.probabilityGenerated(),
                verdict.modelVersion(),
                verdict.championEpoch(),
                printable(verdict.imageId()));
    }
}
