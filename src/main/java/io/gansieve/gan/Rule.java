package io.gansieve.gan;

import java.util.function.DoublePredicate;

/** What settings must hold. */
final class Rule {
    private Rule() {}

    static void require(boolean holds, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": " + value);
        }
    }

    static void positive(String name, Number value) {
        require(value.doubleValue() > 0 && Double.isFinite(value.doubleValue()), name + " must be positive", value);
    }

    /** A schedule lies between its first and its last value. */
    static void both(String rule, Schedule schedule, DoublePredicate holds) {
        require(holds.test(schedule.at(0)), rule, schedule.at(0));
        require(holds.test(schedule.end()), rule, schedule.end());
    }
}
