package io.gansieve.app;

import io.gansieve.image.Image;
import io.gansieve.image.Png;
import io.gansieve.image.codec.DecodeResult;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.scoring.Occlusion;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.ScoredFile;
import io.gansieve.scoring.Verdict;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Shows what in an image moved its score; of an animation, in the frame that decided. One image at a time, since each costs as much as 170: whoever asks meanwhile is told to
 * come back. Safe for any thread.
 */
final class Explainer {
    /** Of the picture in an answer, in pixels. */
    private static final int SIDE = 256;

    private final ImageDecoder decoder;
    private final Function<List<Image>, List<Score>> model;
    private final Semaphore turn = new Semaphore(1);

    /**
     * @param frames of an animation
     * @param picture the image as the model saw it, as a data URL
     * @param effects row by row, in logits; positive: the cell made the image look generated
     */
    record Explanation(
            Score.Decision verdict,
            double probabilityGenerated,
            double logit,
            long modelVersion,
            Optional<Verdict.Frames> frames,
            String picture,
            int rows,
            int columns,
            List<Double> effects) {
        Explanation {
            effects = List.copyOf(effects);
        }

        static Explanation of(ScoredFile scored, Occlusion occlusion) {
            Score score = scored.score();
            return new Explanation(
                    score.decision(),
                    score.probabilityGenerated(),
                    score.logit(),
                    score.modelVersion(),
                    scored.frames(),
                    dataUrl(Png.thumbnail(scored.image(), SIDE)),
                    occlusion.rows(),
                    occlusion.columns(),
                    occlusion.effects());
        }

        Explanation rounded() {
            return new Explanation(
                    verdict,
                    Verdict.rounded(probabilityGenerated),
                    Verdict.rounded(logit),
                    modelVersion,
                    frames,
                    picture,
                    rows,
                    columns,
                    effects.stream().map(Verdict::rounded).toList());
        }
    }

    Explainer(ImageDecoder decoder, Function<List<Image>, List<Score>> model) {
        this.decoder = decoder;
        this.model = model;
    }

    /** @param exact whether figures are given as they are, or with 4 digits after the point */
    HttpResponse explain(byte[] file, boolean exact) {
        DecodeResult result = decoder.decode(file);
        if (result instanceof DecodeResult.Undecodable problem) {
            return Endpoints.refused(problem);
        }
        if (!turn.tryAcquire()) {
            return HttpResponse.problem(HttpResponse.UNAVAILABLE, "busy", "another image is being explained")
                    .with("Retry-After", "1");
        }
        try {
            ScoredFile scored = ScoredFile.of(result, model);
            Optional<Occlusion> occlusion = Occlusion.of(scored.image(), scored.score(), model);
            return occlusion
                    .map(found -> Explanation.of(scored, found))
                    .map(found -> HttpResponse.json(HttpResponse.OK, exact ? found : found.rounded()))
                    .orElseGet(() -> HttpResponse.problem(
                                    HttpResponse.UNAVAILABLE, "champion-changed", "the champion changed meanwhile")
                            .with("Retry-After", "1"));
        } finally {
            turn.release();
        }
    }

    static String dataUrl(byte[] png) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }
}
