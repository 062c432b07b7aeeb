package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SendersTest {
    private static final Optional<String> EVE = Optional.of("eve");

    private final Senders senders = new Senders();

    @Test
    void distrustsWhoContradictsInMoreThanAFifthOfFiftyLabels() {
        assertThat(count(EVE, 49, 10)).isFalse();
        assertThat(senders.count(EVE, false)).isFalse();
        assertThat(senders.count(EVE, true)).isTrue();
    }

    @Test
    void neverTakesThoseWithoutANameForOne() {
        assertThat(count(Optional.empty(), 500, 500)).isFalse();
    }

    @Test
    void trustsAgainWhoseShareFalls() {
        assertThat(count(EVE, 60, 15)).isTrue();
        assertThat(count(EVE, 40, 0)).isFalse();
    }

    @Test
    void trustsAgainWhoWasRight() {
        assertThat(count(EVE, 60, 60)).isTrue();
        for (int i = 0; i < 60; i++) {
            senders.cleared(EVE);
        }
        assertThat(senders.count(EVE, false)).isFalse();
    }

    @Test
    void forgetsTheOneNotHeardOfForLongest() {
        assertThat(count(EVE, 60, 60)).isTrue();
        for (int i = 0; i < 1_000; i++) {
            senders.count(Optional.of("sender-" + i), false);
        }
        assertThat(senders.count(EVE, false)).isFalse();
    }

    /** The contradicting ones first; the result is that of the last label. */
    private boolean count(Optional<String> sender, int labels, int contradicting) {
        boolean distrusted = false;
        for (int i = 0; i < labels; i++) {
            distrusted = senders.count(sender, i < contradicting);
        }
        return distrusted;
    }
}
