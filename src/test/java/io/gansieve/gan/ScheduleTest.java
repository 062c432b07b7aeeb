package io.gansieve.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    @Test
    void anExponentialScheduleHalvesAndDecaysTowardsZero() {
        Schedule schedule = Schedule.parse("exponential(0.05,40000)");

        assertThat(schedule.at(0)).isEqualTo(0.05);
        assertThat(schedule.at(40_000)).isCloseTo(0.025, within(1e-12));
        assertThat(schedule.at(1_000_000)).isLessThan(1e-6);
        assertThat(schedule.end()).isZero();
    }

    @Test
    void linearAndCosineGoFromOneValueToAnotherAndStay() {
        for (Schedule schedule :
                new Schedule[] {Schedule.parse("linear(0.3, 0.1, 200)"), Schedule.parse("cosine(0.3,0.1,200)")}) {
            assertThat(schedule.at(0)).isEqualTo(0.3);
            assertThat(schedule.at(100)).isCloseTo(0.2, within(1e-12));
            assertThat(schedule.at(200)).isCloseTo(0.1, within(1e-12));
            assertThat(schedule.at(1_000)).isCloseTo(0.1, within(1e-12));
            assertThat(schedule.end()).isEqualTo(0.1);
        }
        // A cosine leaves slowly: (1 + cos(π/4)) / 2 of the way is left after a quarter of it.
        assertThat(Schedule.parse("cosine(1,0,4)").at(1)).isCloseTo((1 + Math.sqrt(0.5)) / 2, within(1e-12));
    }

    @Test
    void aNumberIsConstant() {
        assertThat(Schedule.parse("0.1")).isEqualTo(Schedule.parse(" constant(0.1) "));
        assertThat(Schedule.parse("1e-3").at(5)).isEqualTo(0.001);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "linear(1,2)", "cosine(1,2,3,4)", "constant()", "constant(NaN)", "step(1,2,3)", "1,2"})
    void refusesWhatIsNoSchedule(String text) {
        assertThatThrownBy(() -> Schedule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be a number, constant(V)");
    }

    @Test
    void refusesADurationThatIsNotPositive() {
        assertThatThrownBy(() -> new Schedule.Exponential(0.1, 0)).hasMessage("halfLifeImages must be positive: 0.0");
        assertThatThrownBy(() -> Schedule.parse("linear(0,1,-5)")).hasMessage("images must be positive: -5.0");
    }
}
