package io.gansieve.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.image.Image;
import io.gansieve.image.codec.DecodeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a detector whose logit is 20·grey/255 − 10 and thresholds .2, .8, .9; for the highest of four .2, .95, .975. */
final class ScoredFileTest {
    /** Logits are 32-bit floats. */
    private static final double FLOAT = 1e-5;

    /** Probabilities .002, .357, .93 and .99. */
    private static final Image REAL = TinyDetector.grey(50);

    private static final Image UNCERTAIN = TinyDetector.grey(120);
    private static final Image GENERATED_ALONE = TinyDetector.grey(161);
    private static final Image GENERATED = TinyDetector.grey(190);

    private final Champion champion = new Champion();

    @BeforeEach
    void serve() {
        champion.serve(5, TinyDetector.load(7, 20, -10));
    }

    @AfterEach
    void close() {
        champion.close();
    }

    @Test
    void aStillHasItsOwnScoreAndNoFrames() {
        ScoredFile scored = ScoredFile.of(new DecodeResult.Decoded(GENERATED_ALONE, 30, 40, "png"), champion::score);

        assertThat(scored)
                .isEqualTo(new ScoredFile(
                        GENERATED_ALONE, champion.score(GENERATED_ALONE), 30, 40, "png", Optional.empty()));
        assertThat(scored.score().decision()).isEqualTo(Score.Decision.GENERATED);
    }

    @Test
    void theHighestFrameOfAnAnimationDecides() {
        ScoredFile scored = score(REAL, UNCERTAIN, GENERATED, REAL);

        assertThat(scored.image()).isEqualTo(GENERATED);
        assertThat(scored.score().decision()).isEqualTo(Score.Decision.GENERATED);
        assertThat(scored.score().logit()).isEqualTo(20 * 190 / 255.0 - 10, within(FLOAT));
        assertThat(scored.frames()).contains(new Verdict.Frames(4, 40, 20));
        assertThat(scored.width()).isEqualTo(30);
        assertThat(scored.height()).isEqualTo(40);
        assertThat(scored.format()).isEqualTo("gif");
    }

    @Test
    void thresholdsAreThoseForTheHighestOfSoManyFrames() {
        ScoredFile scored = score(REAL, GENERATED_ALONE, REAL, REAL);

        assertThat(scored.score().thresholds()).isEqualTo(new Thresholds(0.2, 0.8, 0.9, 0.01).forHighestOf(4));
        assertThat(scored.score().decision()).isEqualTo(Score.Decision.UNCERTAIN);
        assertThat(scored.image()).isEqualTo(GENERATED_ALONE);
    }

    @Test
    void realTakesEveryFrame() {
        assertThat(score(REAL, REAL, REAL).score().decision()).isEqualTo(Score.Decision.REAL);
        assertThat(score(REAL, REAL, UNCERTAIN).score().decision()).isEqualTo(Score.Decision.UNCERTAIN);
    }

    @Test
    void theFirstOfEqualFramesIsNamed() {
        assertThat(score(REAL, REAL, REAL).frames()).contains(new Verdict.Frames(3, 30, 0));
    }

    @Test
    void anUnfamiliarFrameHidesNoForgedOne() {
        Score unfamiliar = score(Score.Decision.UNCERTAIN, 9, false);
        Score forged = score(Score.Decision.GENERATED, 5, true);
        Score real = score(Score.Decision.REAL, -5, true);

        assertThat(ScoredFile.of(animation(GENERATED, GENERATED, REAL), frames -> List.of(unfamiliar, forged, real)))
                .satisfies(scored -> {
                    assertThat(scored.score()).isEqualTo(forged);
                    assertThat(scored.frames()).contains(new Verdict.Frames(3, 30, 10));
                });
        assertThat(ScoredFile.of(animation(REAL, GENERATED), frames -> List.of(real, unfamiliar))
                        .score())
                .isEqualTo(unfamiliar);
    }

    @Test
    void oneFrameOfAnAnimationHasTheThresholdsOfAStill() {
        ScoredFile scored = ScoredFile.of(
                new DecodeResult.Animation(List.of(new DecodeResult.Frame(0, GENERATED_ALONE)), 12, 30, 40, "webp"),
                champion::score);

        assertThat(scored.score()).isEqualTo(champion.score(GENERATED_ALONE));
        assertThat(scored.frames()).contains(new Verdict.Frames(1, 12, 0));
    }

    @Test
    void asksTheModelOnceForAllFrames() {
        List<Integer> asked = new ArrayList<>();

        ScoredFile.of(animation(REAL, GENERATED, REAL), frames -> {
            asked.add(frames.size());
            return champion.score(frames);
        });

        assertThat(asked).containsExactly(3);
    }

    @Test
    void versionZeroIsUncertainAboutEveryFrame() {
        try (Champion fresh = new Champion()) {
            ScoredFile scored = ScoredFile.of(animation(REAL, GENERATED), fresh::score);

            assertThat(scored.score()).isEqualTo(Score.builtIn(0));
            assertThat(scored.frames()).contains(new Verdict.Frames(2, 20, 0));
        }
    }

    @Test
    void refusesAFileThatGaveNoImage() {
        DecodeResult.Undecodable problem = new DecodeResult.Undecodable(DecodeResult.Reason.CORRUPT, "broken");

        assertThatIllegalArgumentException().isThrownBy(() -> ScoredFile.of(problem, champion::score));
    }

    private ScoredFile score(Image... frames) {
        return ScoredFile.of(animation(frames), champion::score);
    }

    /** Every tenth frame of a file. */
    private static DecodeResult animation(Image... images) {
        List<DecodeResult.Frame> frames = new ArrayList<>();
        for (Image image : images) {
            frames.add(new DecodeResult.Frame(10 * frames.size(), image));
        }
        return new DecodeResult.Animation(frames, 10 * images.length, 30, 40, "gif");
    }

    private static Score score(Score.Decision decision, double logit, boolean familiar) {
        return new Score(decision, 0.9, logit, familiar, Thresholds.undecided(0.01), 7, 5, "sha", List.of());
    }
}
