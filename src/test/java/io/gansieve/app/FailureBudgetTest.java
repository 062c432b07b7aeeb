package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class FailureBudgetTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private final FailureBudget budget = new FailureBudget();

    @Test
    void pausesLongerAfterEachFailureAndGivesUpAtTheFifth() {
        assertThat(budget.failed(START)).contains(Duration.ofSeconds(1));
        assertThat(budget.failed(START.plusSeconds(1))).contains(Duration.ofSeconds(2));
        assertThat(budget.failed(START.plusSeconds(2))).contains(Duration.ofSeconds(4));
        assertThat(budget.failed(START.plusSeconds(3))).contains(Duration.ofSeconds(8));
        assertThat(budget.failed(START.plusSeconds(4))).isEmpty();
    }

    @Test
    void countsFailuresWithinASecondAsOne() {
        for (int thread = 0; thread < 8; thread++) {
            assertThat(budget.failed(START.plusMillis(thread * 100L))).contains(Duration.ofSeconds(1));
        }

        assertThat(budget.failed(START.plusSeconds(2))).contains(Duration.ofSeconds(2));
    }

    @Test
    void forgetsFailuresOfMoreThanTenMinutesAgo() {
        for (int i = 0; i < 4; i++) {
            budget.failed(START.plusSeconds(i));
        }

        assertThat(budget.failed(START.plus(Duration.ofMinutes(11)))).contains(Duration.ofSeconds(1));
    }
}
