package io.gansieve.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and byte sizes as people write them. */
public final class Quantities {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d+)\\s*([a-zA-Z]*)");
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
    private static final Map<String, Long> BYTES = Map.of(
            "",
            1L,
            "b",
            1L,
            "kb",
            1_000L,
            "mb",
            1_000_000L,
            "gb",
            1_000_000_000L,
            "kib",
            1L << 10,
            "mib",
            1L << 20,
            "gib",
            1L << 30);

    private Quantities() {}

    /** Reads {@code 500ms}, {@code 30s}, {@code 5m}, {@code 24h}, {@code 90d} or ISO-8601 ({@code PT5M}). */
    public static Duration duration(String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.trim());
        try {
            if (matcher.matches() && MILLIS.containsKey(matcher.group(2))) {
                return Duration.ofMillis(
                        Math.multiplyExact(Long.parseLong(matcher.group(1)), unit(MILLIS, matcher.group(2))));
            }
            return Duration.parse(text.trim());
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("must be a duration such as 500ms, 30s, 5m, 24h, 90d or PT5M", e);
        }
    }

    /** Reads {@code 268435456}, {@code 256MiB} or {@code 1GB}. */
    static long bytes(String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.trim());
        try {
            if (matcher.matches()) {
                return Math.multiplyExact(
                        Long.parseLong(matcher.group(1)),
                        unit(BYTES, matcher.group(2).toLowerCase(Locale.ROOT)));
            }
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new IllegalArgumentException("must be a size such as 1000000, 256MiB or 1GB", e);
        }
        throw new IllegalArgumentException("must be a size such as 1000000, 256MiB or 1GB");
    }

    private static long unit(Map<String, Long> units, String name) {
        Long factor = units.get(name);
        if (factor == null) {
            throw new IllegalArgumentException("unknown unit: " + name);
        }
        return factor;
    }
}
