package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.registry.Retention;
import io.gansieve.scoring.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrainerProgressTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int ENOUGH = 10;

    @Test
    void startsIdleRoundsFurtherAndFurtherApart() {
        TrainerProgress progress = finished(TrainerProgress.BEGINNING.exampleRead(0, true), START);
        List<Long> minutes = new ArrayList<>();
        Instant last = START;
        for (int round = 0; round < 7; round++) {
            Instant due = due(progress, last, settings(Duration.ofMinutes(5)));
            minutes.add(Duration.between(last, due).toMinutes());
            progress = finished(progress, due);
            last = due;
        }
        assertThat(minutes).containsExactly(5L, 10L, 20L, 40L, 60L, 60L, 60L);
    }

    @Test
    void keepsALongerIntervalAsItIs() {
        TrainerProgress idle = idle(30, START);
        assertThat(due(idle, START, settings(Duration.ofHours(2)))).isEqualTo(START.plus(Duration.ofHours(2)));
        assertThat(due(idle, START, settings(Duration.ofMillis(1)))).isEqualTo(START.plus(Duration.ofHours(1)));
    }

    @Test
    void endsTheBackOffWithTheFirstExample() {
        TrainerProgress example = idle(10, START).exampleRead(7, true);
        assertThat(due(example, START, settings(Duration.ofMinutes(5)))).isEqualTo(START.plus(Duration.ofMinutes(5)));
        TrainerProgress after = finished(example, START);
        assertThat(after.idleRounds()).isZero();
        assertThat(due(after, START, settings(Duration.ofMinutes(5)))).isEqualTo(START.plus(Duration.ofMinutes(5)));
    }

    @Test
    void countsNoExampleThatIsBarred() {
        assertThat(due(idle(1, START).exampleRead(7, false), START, settings(Duration.ofMinutes(5))))
                .isEqualTo(START.plus(Duration.ofMinutes(10)));
    }

    @Test
    void endsTheBackOffWithAnOrder() {
        TrainerProgress ordered = idle(10, START).withRoundOrdered();
        assertThat(ordered.roundDue(settings(Duration.ofMinutes(5)), ENOUGH, START))
                .isTrue();
        assertThat(finished(ordered, START).idleRounds()).isZero();
    }

    @Test
    void endsTheBackOffWithAnotherState() {
        assertThat(idle(10, START).withOtherState().idleRounds()).isZero();
    }

    @Test
    void startsAtTheConfiguredNumberOfExamplesWhateverTheTime() {
        TrainerProgress progress = idle(10, START);
        for (int i = 0; i < 4; i++) {
            progress = progress.exampleRead(i, true);
        }
        assertThat(progress.roundDue(settings(Duration.ofMinutes(5)), ENOUGH, START))
                .isFalse();
        assertThat(progress.exampleRead(4, true).roundDue(settings(Duration.ofMinutes(5)), ENOUGH, START))
                .isTrue();
    }

    @Test
    void startsNoRoundWithTooFewRealsOrWhilePaused() {
        Instant later = START.plus(Duration.ofDays(1));
        TrainerProgress progress = idle(0, START);
        assertThat(progress.roundDue(settings(Duration.ofMinutes(5)), ENOUGH - 1, later))
                .isFalse();
        assertThat(progress.withPaused(true).roundDue(settings(Duration.ofMinutes(5)), ENOUGH, later))
                .isFalse();
    }

    @Test
    void readsWhatAnOlderProgramWrote() {
        byte[] json = """
                {"lastRound":3,"lastVersion":2,"newExamples":1,"lastRoundEnded":"2026-01-01T00:00:00Z","paused":false,
                "roundsOrdered":0,"examplesRead":9}""".getBytes(StandardCharsets.UTF_8);
        assertThat(Json.read(json, TrainerProgress.class))
                .isEqualTo(new TrainerProgress(3, 2, 1, START, false, 0, 9, 0, 0));
    }

    private static TrainerProgress idle(int rounds, Instant at) {
        return new TrainerProgress(9, 9, 0, at, false, 0, 9, 0, rounds);
    }

    private static TrainerProgress finished(TrainerProgress progress, Instant now) {
        return progress.roundFinished(progress, 0, 0, now);
    }

    /** The first whole millisecond from {@code from} on at which a round is due. */
    private static Instant due(TrainerProgress progress, Instant from, TrainerSettings settings) {
        long low = 0;
        long high = Duration.ofDays(1).toMillis();
        while (low < high) {
            long middle = (low + high) / 2;
            if (progress.roundDue(settings, ENOUGH, from.plusMillis(middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return from.plusMillis(low);
    }

    private static TrainerSettings settings(Duration maxInterval) {
        return new TrainerSettings(
                ENOUGH, 5, maxInterval, 4, 2, 1 << 20, 7, new Retention(1 << 20), Duration.ofHours(24));
    }
}
