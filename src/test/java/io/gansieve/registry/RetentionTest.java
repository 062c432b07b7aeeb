package io.gansieve.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Retention PLENTY = new Retention(1 << 20);

    @Test
    void keepsTheLastTwentyThatNeverServed() {
        assertThat(PLENTY.weights(held(30, 1), new ChampionHistory(List.of()), START))
                .hasSize(20)
                .contains(30L, 11L)
                .doesNotContain(10L);
    }

    @Test
    void thinsChampionsWithAge() {
        // A champion every ten minutes for three days.
        int count = 3 * 24 * 6;
        ChampionHistory history = champions(count, Duration.ofMinutes(10));
        Instant now = START.plus(Duration.ofMinutes(10L * count));

        Set<Long> kept = PLENTY.weights(held(count, 1), history, now);

        assertThat(kept).contains((long) count, count - 1L);
        assertThat(kept.stream().filter(version -> version > count - 20)).hasSize(20);
        // Twenty cover three hours; an hour has one after that, and a day has one after the first.
        assertThat(kept.stream().filter(version -> version <= count - 20 && version > count - 144))
                .hasSizeBetween(20, 22);
        assertThat(kept.stream().filter(version -> version <= count - 145)).hasSizeBetween(1, 3);
    }

    @Test
    void staysWithinTheBytesButForWhatIsNeeded() {
        ChampionHistory history = champions(100, Duration.ofMinutes(1));
        Instant now = START.plus(Duration.ofHours(2));
        Set<Long> kept = new Retention(500).weights(held(100, 100), history, now);
        assertThat(kept).containsExactlyInAnyOrder(96L, 97L, 98L, 99L, 100L);

        assertThat(new Retention(1).weights(held(100, 100), history, now)).containsExactlyInAnyOrder(99L, 100L);
    }

    @Test
    void keepsAPinnedChampionAndTheTargetOfItsRollbackHoweverOld() {
        ChampionHistory history = champions(3, Duration.ofDays(1));
        Set<Long> kept = new Retention(500).weights(held(60, 100), history, START.plus(Duration.ofDays(300)));
        assertThat(kept).contains(3L, 2L, 60L).hasSize(5);
    }

    @Test
    void dropsPointersAfterNinetyDaysUnlessTheirWeightsAreHeld() {
        ChampionHistory history = champions(100, Duration.ofDays(1));
        Instant now = START.plus(Duration.ofDays(100));
        Set<Long> gone = PLENTY.pointersGone(Set.of(2L), history, now);
        assertThat(gone).hasSizeBetween(7, 9).contains(1L, 4L).doesNotContain(2L, 3L, 100L);
        assertThat(history.without(gone).pointers()).hasSize(100 - gone.size());
    }

    @Test
    void keepsOneChampionADayBeyondThePointersOfNinetyDays() {
        ChampionHistory history = new ChampionHistory(List.of());
        TreeMap<Long, Long> held = new TreeMap<>();
        Instant now = START;
        for (long version = 1; version <= 4 * 200; version++) {
            now = START.plus(Duration.ofHours(6 * version));
            history =
                    history.with(new ChampionPointer(1, version, version, "round", "round " + version, "", false, now));
            held.put(version, 1L);
            held.keySet().retainAll(PLENTY.weights(held, history, now));
            history = history.without(PLENTY.pointersGone(held.keySet(), history, now));
        }

        Instant old = now.minus(Duration.ofDays(100));
        assertThat(history.servedUntil(now).entrySet().stream()
                        .filter(served -> held.containsKey(served.getKey()))
                        .filter(served -> served.getValue().isBefore(old)))
                .as("former champions of 100 days")
                .hasSizeBetween(99, 101);
        assertThat(history.pointers()).as("pointers").hasSizeLessThan(4 * 90 + 2 * 110 + 2);
    }

    /** A reader that begins with what is left would refuse the epochs behind the gap. */
    @Test
    void keepsPointersWithoutWhichTheOthersDoNotFollow() {
        ChampionHistory history = champions(4_500, Duration.ofHours(1));
        Instant now = START.plus(Duration.ofHours(4_500));

        List<ChampionPointer> left =
                history.without(PLENTY.pointersGone(Set.of(2L), history, now)).pointers();

        assertThat(left.get(0).epoch()).isEqualTo(2);
        assertThat(left).hasSizeLessThan(90 * 24 + 10);
        for (int i = 1; i < left.size(); i++) {
            assertThat(Epochs.follows(left.get(i).epoch(), left.get(i - 1).epoch()))
                    .isTrue();
        }
    }

    @Test
    void holdsABoundedNumberOfPointers() {
        ChampionHistory history = champions(Retention.MAX_RECORDS + 10, Duration.ofSeconds(1));
        assertThat(PLENTY.pointersGone(Set.of(), history, START)).hasSize(10).contains(1L, 10L);
    }

    @Test
    void dropsTheRecordOfAVersionThatNoPointerNames() {
        ModelRecords topic = new ModelRecords();
        Manifest gone =
                VersionRecords.of(Models.tiny(ModelVersion.SCHEMA)).manifest().thinned();
        topic.add(gone).add("version/5", null);
        ChampionHistory history = champions(4, Duration.ofDays(1));
        assertThat(PLENTY.recordsGone(topic.log().versions(), history)).isEmpty();
        assertThat(PLENTY.recordsGone(topic.log().versions(), history.without(Set.of(4L))))
                .containsExactly(4L);
    }

    private static SortedMap<Long, Long> held(int versions, long bytes) {
        TreeMap<Long, Long> held = new TreeMap<>();
        LongStream.rangeClosed(1, versions).forEach(version -> held.put(version, bytes));
        return held;
    }

    private static ChampionHistory champions(int count, Duration every) {
        List<ChampionPointer> pointers = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Instant time = START.plus(every.multipliedBy(i - 1L));
            pointers.add(new ChampionPointer(1, i, i, "round", "round " + i, "", false, time));
        }
        return new ChampionHistory(pointers);
    }
}
