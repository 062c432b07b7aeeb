package io.gansieve.bench.forgers;

import java.util.Locale;

/**
 * What a detector that was trained against some forgers makes of one set of outside images.
 *
 * @param forgers it was trained against, joined by +
 */
public record ForgersRow(
        String forgers, int steps, long seed, double cpuSeconds, String set, double auroc, double tprAt1PercentFpr) {
    static final String HEADER = "forgers,steps,seed,cpu_seconds,set,auroc,tpr_at_1_percent_fpr";

    String csv() {
        return String.format(
                Locale.ROOT,
                "%s,%d,%d,%.1f,%s,%.5f,%.5f",
                forgers,
                steps,
                seed,
                cpuSeconds,
                set,
                auroc,
                tprAt1PercentFpr);
    }

    static ForgersRow parse(String line) {
        String[] parts = line.split(",", -1);
        if (parts.length != 7) {
            throw new IllegalArgumentException("expected 7 values as in %s, found %s".formatted(HEADER, line));
        }
        return new ForgersRow(
                parts[0],
                Integer.parseInt(parts[1]),
                Long.parseLong(parts[2]),
                Double.parseDouble(parts[3]),
                parts[4],
                Double.parseDouble(parts[5]),
                Double.parseDouble(parts[6]));
    }

    /** What the set's name says before its first dash: sets of one family share a column. */
    String family() {
        return set.split("-", 2)[0];
    }
}
