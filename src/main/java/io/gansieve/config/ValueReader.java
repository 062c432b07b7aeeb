package io.gansieve.config;

import io.gansieve.gan.Schedule;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads typed values out of settings and notes each problem, so that a person sees all of them at once. */
final class ValueReader {
    private final Map<String, String> values;
    private final List<String> problems;

    ValueReader(Map<String, String> values, List<String> problems) {
        this.values = values;
        this.problems = problems;
    }

    String text(String key) {
        return values.getOrDefault(key, "").trim();
    }

    String textOr(String key, String fallback) {
        String text = text(key);
        return text.isEmpty() ? fallback : text;
    }

    String required(String key) {
        return parsed(key, text -> {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("must not be empty");
            }
            return text;
        });
    }

    List<String> list(String key) {
        return Arrays.stream(text(key).split(",", -1))
                .map(String::trim)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    boolean flag(String key) {
        return parsed(key, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        });
    }

    int integer(String key, int least, int most) {
        String rule = "must be a whole number from %d to %d".formatted(least, most);
        return checked(key, Integer::parseInt, value -> value >= least && value <= most, rule);
    }

    long wholeNumber(String key) {
        return checked(key, Long::parseLong, value -> true, "must be a whole number");
    }

    double number(String key, double least, double most) {
        String rule = "must be a number from %s to %s".formatted(least, most);
        return checked(key, Double::parseDouble, value -> value >= least && value <= most, rule);
    }

    /** A schedule lies between its first and its last value. */
    Schedule schedule(String key, double least, double most) {
        return parsed(key, text -> {
            Schedule schedule = Schedule.parse(text);
            for (double value : new double[] {schedule.at(0), schedule.end()}) {
                if (!(value >= least && value <= most)) {
                    throw new IllegalArgumentException("must stay from %s to %s".formatted(least, most));
                }
            }
            return schedule;
        });
    }

    /** The bounds themselves are refused. */
    double between(String key, double above, double below) {
        String rule = "must be a number above %s and below %s".formatted(above, below);
        return checked(key, Double::parseDouble, value -> value > above && value < below, rule);
    }

    double positive(String key) {
        return checked(
                key,
                Double::parseDouble,
                value -> value > 0 && value < Double.POSITIVE_INFINITY,
                "must be a number above 0");
    }

    Duration positiveDuration(String key) {
        return parsed(key, text -> {
            Duration duration = Quantities.duration(text);
            if (duration.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("must be at least 1 ms");
            }
            return duration;
        });
    }

    Duration duration(String key, Duration least, Duration most) {
        return parsed(key, text -> {
            Duration duration = Quantities.duration(text);
            if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                throw new IllegalArgumentException(
                        "must be from %d ms to %d ms".formatted(least.toMillis(), most.toMillis()));
            }
            return duration;
        });
    }

    long bytes(String key, long least) {
        return parsed(key, text -> {
            long bytes = Quantities.bytes(text);
            if (bytes < least) {
                throw new IllegalArgumentException("must be at least %d bytes".formatted(least));
            }
            return bytes;
        });
    }

    private <T> T checked(String key, Function<String, T> parser, Predicate<T> valid, String rule) {
        return parsed(key, text -> {
            T value;
            try {
                value = parser.apply(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(rule, e);
            }
            if (!valid.test(value)) {
                throw new IllegalArgumentException(rule);
            }
            return value;
        });
    }

    /** The value, or after a problem the key's default, so that reading goes on to the next problem. */
    <T> T parsed(String key, Function<String, T> parser) {
        try {
            return parser.apply(text(key));
        } catch (IllegalArgumentException e) {
            problems.add("%s: %s: %s".formatted(key, text(key), e.getMessage()));
            return parser.apply(Keys.all().getOrDefault(key, ""));
        }
    }
}
