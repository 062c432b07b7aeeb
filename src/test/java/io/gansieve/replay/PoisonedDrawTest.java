package io.gansieve.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What somebody who sends labels can make of the batches. Poison has ids from {@value #POISON} on. */
class PoisonedDrawTest {
    private static final int POISON = 5_000_000;
    private static final int DRAWN = 20_000;

    /** Standard deviations of a share of {@link #DRAWN} are at most .0036; this is five of those that shares below .15 have. */
    private static final double SLACK = 0.013;

    private final ReplayBuffer buffer = new ReplayBuffer(new ReplaySettings(1 << 30, 10, 0.5, 0.5, 0.1), 1);

    private List<Example> draw(Label label) {
        return buffer.draw(label, DRAWN, new SplittableRandom(2));
    }

    private double share(Label label, Predicate<Example> of) {
        return draw(label).stream().filter(of).count() / (double) DRAWN;
    }

    private static boolean isPoison(Example example) {
        return Integer.parseInt(example.id().substring(3)) >= POISON;
    }

    private static Example by(String sender, Example example) {
        return new Example(example.id(), example.image(), Optional.of(sender), example.score());
    }

    private void offerDigits(int count) {
        IntStream.range(0, count).forEach(number -> buffer.offer(Examples.real(number, number % 10)));
    }

    @Test
    void classesThatNobodyElseHasTakeNoMoreThanTheirNumberIsWorth() {
        offerDigits(10_000);
        for (int i = 0; i < 246; i++) {
            buffer.offer(Examples.real(POISON + i, 1_001 + i));
        }
        // √197 against 10 √800; once 246 groups of 256.
        assertThat(share(Label.REAL, PoisonedDrawTest::isPoison)).isLessThan(0.048 + SLACK);
    }

    @Test
    void sourcesThatNobodyElseHasTakeNoMoreThanTheirNumberIsWorth() {
        IntStream.range(0, 6_000).forEach(number -> buffer.offer(Examples.generated(number, "known-" + number % 3)));
        for (int i = 0; i < 250; i++) {
            buffer.offer(Examples.generated(POISON + i, "new-" + i));
        }
        // √200 against 3 √1,600; once 250 groups of 253.
        assertThat(share(Label.GENERATED, PoisonedDrawTest::isPoison)).isLessThan(0.106 + SLACK);
    }

    @Test
    void sourcesThatAreAloneLeaveHalfToTheOwnForgers() {
        for (int i = 0; i < 250; i++) {
            buffer.offer(Examples.generated(POISON + i, "new-" + i));
        }
        assertThat(draw(Label.GENERATED)).hasSize(DRAWN / 2);
        RoundDraw draw = RoundDraw.from(buffer, 32, 10, 1, 1);
        assertThat(draw.generated()).hasSize(8 * 10);
        assertThat(draw.real()).isEmpty();
        assertThat(RoundDraw.from(buffer, 2, 10, 1, 1).generated()).hasSize(10);
    }

    @Test
    void drawsNoGroupThatIsTooSmallBesideALargeOne() {
        offerDigits(1_000);
        int taken = 0;
        for (int i = 0; taken < WeightedDraw.MIN_GROUP - 1; i++) {
            Example example = Examples.real(POISON + i, 10 + i);
            taken += Split.of(example.image().image()) == Split.TRAIN ? 1 : 0;
            buffer.offer(example);
        }
        assertThat(share(Label.REAL, PoisonedDrawTest::isPoison)).isZero();
    }

    @Test
    void drawsAYoungBufferOfManySmallGroupsEvenly() {
        IntStream.range(0, 12).forEach(number -> buffer.offer(Examples.real(number, number % 10)));
        assertThat(draw(Label.REAL)).hasSize(DRAWN);
        assertThat(draw(Label.REAL).stream().distinct()).hasSize(buffer.count(Split.TRAIN, Label.REAL));
    }

    @Test
    void oneSenderAmongOthersHasAtMostItsCap() {
        offerDigits(8_000);
        for (int i = 0; i < 2_000; i++) {
            buffer.offer(by("mallory", Examples.real(POISON + i, i % 10)));
        }
        assertThat(share(Label.REAL, PoisonedDrawTest::isPoison)).isBetween(0.1 - SLACK, 0.1 + SLACK);
        assertThat(draw(Label.REAL)).hasSize(DRAWN);
    }

    @Test
    void aSenderIsCappedInEveryClassThatItNames() {
        offerDigits(6_000);
        for (int i = 0; i < 4_000; i++) {
            buffer.offer(by("mallory", Examples.real(POISON + i, i % 2)));
        }
        assertThat(share(Label.REAL, PoisonedDrawTest::isPoison)).isLessThan(0.1 + SLACK);
    }

    @Test
    void aSenderWhomNobodyJoinsTrainsAlone() {
        for (int i = 0; i < 500; i++) {
            buffer.offer(by("gateway", Examples.real(i, 0)));
            buffer.offer(by("gateway", Examples.generated(1_000 + i, "ddpm")));
        }
        assertThat(draw(Label.REAL)).hasSize(DRAWN);
        // The source's cap, not the sender's.
        assertThat(draw(Label.GENERATED)).hasSize(DRAWN / 2);
    }

    @Test
    void fewOfOthersDoNotStandInForASender() {
        for (int i = 0; i < 1_000; i++) {
            buffer.offer(i < 950 ? by("gateway", Examples.real(i, 0)) : Examples.real(POISON + i, 0));
        }
        assertThat(share(Label.REAL, PoisonedDrawTest::isPoison)).isLessThan(0.1 + 2 * SLACK);
    }

    @Test
    void drawsAreAFunctionOfBufferRoundAndSeed() {
        offerDigits(500);
        IntStream.range(0, 200)
                .forEach(number -> buffer.offer(by("s" + number % 4, Examples.generated(9_000 + number, "ddpm"))));
        List<LabeledImage> one = RoundDraw.from(buffer, 8, 5, 3, 4).real();
        assertThat(RoundDraw.from(buffer, 8, 5, 3, 4).real()).isEqualTo(one);
        assertThat(RoundDraw.from(buffer, 8, 5, 4, 4).real()).isNotEqualTo(one);
    }
}
