package io.gansieve.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.scoring.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChampionHistoryTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Set<Long> ALL = Set.of(1L, 2L, 3L);
    private static final ChampionHistory NONE = new ChampionHistory(List.of());

    @Test
    void beginsWithVersionZeroAndNothingToUndo() {
        assertThat(NONE.version()).isZero();
        assertThat(NONE.epoch()).isZero();
        assertThat(NONE.pinned()).isFalse();
        assertThat(NONE.rollbackTarget(ALL)).isEmpty();
    }

    @Test
    void undoesPromotionsOneByOneDownToVersionZero() {
        ChampionHistory history = served("round 1", "round 2", "promote 3");
        assertThat(history.rollbackTarget(ALL)).hasValue(2);
        history = after(history, "rollback 2");
        assertThat(history.rollbackTarget(ALL)).hasValue(1);
        history = after(history, "rollback 1");
        assertThat(history.rollbackTarget(ALL)).hasValue(0);
        history = after(history, "rollback 0");
        assertThat(history.version()).isZero();
        assertThat(history.rollbackTarget(ALL)).isEqualTo(OptionalLong.empty());
    }

    @Test
    void goesOnFromWhereARollbackLed() {
        assertThat(served("round 1", "round 2", "rollback 1", "round 3").rollbackTarget(ALL))
                .hasValue(1);
    }

    @Test
    void returnsToWhatServedBeforeAnOldVersionWasPromotedAgain() {
        ChampionHistory history = served("round 1", "round 2", "round 3", "promote 1");
        assertThat(history.rollbackTarget(ALL)).hasValue(3);
        assertThat(after(history, "rollback 3").rollbackTarget(ALL)).hasValue(2);
    }

    @Test
    void keepsItsPlaceWhenItIsUnpinnedOrPromotedTwice() {
        ChampionHistory history = served("round 1", "promote 2", "unpin 2", "promote 2");
        assertThat(history.rollbackTarget(ALL)).hasValue(1);
        assertThat(served("round 1", "round 2", "rollback 1", "unpin 1").rollbackTarget(ALL))
                .hasValue(0);
        assertThat(served("round 1", "promote 2").pinned()).isTrue();
        assertThat(history.pinned()).isTrue();
        assertThat(served("promote 2", "unpin 2").pinned()).isFalse();
    }

    @Test
    void refusesAnEpochThatDoesNotRise() {
        ChampionHistory history = served("round 1", "round 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> history.with(pointer(2, "round", 3)))
                .withMessage("a champion's epoch must be above 2: 2");
    }

    @Test
    void rollsBackPastVersionsWhoseWeightsAreGone() {
        ChampionHistory history = served("round 1", "round 2", "round 3", "round 4");
        assertThat(history.rollbackTarget(Set.of(1L, 4L))).hasValue(1);
        ChampionHistory back = after(history, "rollback 1");
        assertThat(back.rollbackTarget(Set.of(1L, 4L))).hasValue(0);
        assertThat(history.rollbackTarget(Set.of())).hasValue(0);
    }

    @Test
    void knowsUntilWhenEachVersionServed() {
        ChampionHistory history = served("round 1", "round 2", "rollback 1");
        Instant now = START.plus(Duration.ofDays(9));
        assertThat(history.servedUntil(now)).containsEntry(1L, now).containsEntry(2L, START.plus(Duration.ofDays(2)));
    }

    @Test
    void carriesPointersAsJson() {
        ChampionPointer pointer = new ChampionPointer(1, 7, 3, "promote", "ada", "cmd-1", true, START);
        assertThat(Json.read(Json.write(pointer), ChampionPointer.class)).isEqualTo(pointer);
    }

    @Test
    void refusesPointersThatNobodyWrites() {
        assertThatIllegalArgumentException().isThrownBy(() -> pointer(0, "round", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> pointer(1, "round", -1));
        assertThatIllegalArgumentException().isThrownBy(() -> pointer(1, "", 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChampionPointer(2, 1, 1, "round", "", "", false, START))
                .withMessage("a champion pointer's schema must be between 1 and 1: 2");
    }

    private static ChampionHistory served(String... changes) {
        ChampionHistory history = NONE;
        for (String change : changes) {
            history = after(history, change);
        }
        return history;
    }

    /** {@code change} is a cause and a version, as {@code promote 3}. */
    private static ChampionHistory after(ChampionHistory history, String change) {
        String[] words = change.split(" ", -1);
        return history.with(pointer(history.epoch() + 1, words[0], Long.parseLong(words[1])));
    }

    private static ChampionPointer pointer(long epoch, String cause, long version) {
        boolean pinned = cause.equals("promote") || cause.equals("rollback");
        Instant time = START.plus(Duration.ofDays(epoch - 1));
        return new ChampionPointer(1, epoch, version, cause, "", "", pinned, time);
    }
}
