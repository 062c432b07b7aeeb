package io.gansieve.scoring;

import io.gansieve.image.Image;
import io.gansieve.image.codec.DecodeResult;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A decoded file with the score that decides about it: a still's own, or that of one frame of an animation.
 *
 * @param image that the score is of
 * @param width of the file in pixels, before fitting; so is height
 * @param format {@code png}, {@code jpeg}, {@code gif}, {@code bmp} or {@code webp}
 * @param frames of an animation
 */
public record ScoredFile(
        Image image, Score score, int width, int height, String format, Optional<Verdict.Frames> frames) {
    /**
     * Scores a still, or all frames that were taken of an animation.
     *
     * @param model gives one score a frame, in order, all by one version, as {@link Champion#score(List)} does
     * @throws IllegalArgumentException for a file that gave no image
     */
    public static ScoredFile of(DecodeResult result, Function<List<Image>, List<Score>> model) {
        if (result instanceof DecodeResult.Decoded still) {
            Score score = model.apply(List.of(still.image())).get(0);
            return new ScoredFile(
                    still.image(), score, still.width(), still.height(), still.format(), Optional.empty());
        }
        if (result instanceof DecodeResult.Animation animation) {
            return of(animation, model);
        }
        throw new IllegalArgumentException("expected a file that gave an image, found " + result);
    }

    private static ScoredFile of(DecodeResult.Animation animation, Function<List<Image>, List<Score>> model) {
        List<Score> scores = model.apply(animation.images());
        int deciding = Score.deciding(scores);
        DecodeResult.Frame frame = animation.frames().get(deciding);
        return new ScoredFile(
                frame.image(),
                scores.get(deciding),
                animation.width(),
                animation.height(),
                animation.format(),
                Optional.of(new Verdict.Frames(scores.size(), animation.count(), frame.index())));
    }
}
