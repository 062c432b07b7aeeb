package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.ScoredFile;
import io.gansieve.scoring.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VerdictFeedTest {
    private static final ImageShape SHAPE = new ImageShape(100, 200, 3);
    private static final Image IMAGE = Image.of(SHAPE, new byte[SHAPE.size()]);

    private Instant now = Instant.EPOCH;
    private final VerdictFeed feed = new VerdictFeed(() -> now);

    @Test
    void countsAllAndKeepsFourASecond() {
        for (int millis = 0; millis < 1000; millis += 10) {
            answer(millis);
        }

        assertThat(feed.counts()).containsEntry(Score.Decision.UNCERTAIN, 100L).containsEntry(Score.Decision.REAL, 0L);
        assertThat(feed.after(0)).extracting(VerdictFeed.Item::number).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void keepsTheLastOnesWithThumbnails() {
        for (int second = 0; second < 3 * VerdictFeed.SIZE; second++) {
            answer(1000 * second);
        }

        assertThat(feed.after(0)).hasSize(VerdictFeed.SIZE);
        assertThat(feed.after(3 * VerdictFeed.SIZE - 1)).singleElement().satisfies(item -> {
            assertThat(item.number()).isEqualTo(3 * VerdictFeed.SIZE);
            assertThat(item.truth()).contains(Label.REAL);
            assertThat(item.imageId()).hasSize(81).endsWith("…");
            assertThat(item.picture()).startsWith("data:image/png;base64,").hasSizeLessThan(2_000);
        });
    }

    @Test
    void dropsPicturesAfterTenMinutes() {
        answer(0);
        answer(60_000);
        now = Instant.ofEpochSecond(60).plus(VerdictFeed.KEPT);
        assertThat(feed.after(0)).extracting(VerdictFeed.Item::number).containsExactly(2L);
        now = now.plusMillis(1);
        assertThat(feed.after(0)).isEmpty();
    }

    @Test
    void saysWhichFrameOfAnAnimationDecided() {
        Verdict.Frames frames = new Verdict.Frames(8, 40, 17);
        answer(0, "gif", Optional.of(frames));
        answer(1000);

        assertThat(feed.after(0))
                .extracting(VerdictFeed.Item::frames)
                .containsExactly(Optional.of(frames), Optional.empty());
    }

    private void answer(int millis) {
        answer(millis, "png", Optional.empty());
    }

    private void answer(int millis, String format, Optional<Verdict.Frames> frames) {
        Instant at = Instant.ofEpochMilli(millis);
        Score score = Score.builtIn(0);
        feed.scored(score.decision(), Duration.ZERO, Duration.ZERO);
        Verdict.Input input = new Verdict.Input("images", 0, millis, millis);
        ScoredFile file = new ScoredFile(IMAGE, score, 200, 100, format, frames);
        feed.answered(Verdict.of(file, "i".repeat(200), "sha", input, at), IMAGE, Optional.of(Label.REAL));
    }
}
