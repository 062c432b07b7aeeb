package io.gansieve.scoring;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The answer for one input record, as it leaves on the verdict topic. Fields are only ever added.
 *
 * @param imageId the key as UTF-8; {@code base64:…} if it is not; {@code topic-partition@offset} if there is none
 * @param sha256 of the received file, in hex
 * @param familiar whether the image is like those that the model was trained on; if not, the verdict is {@code UNCERTAIN}
 * @param probabilityGenerated of an animation's deciding frame; so are logit and familiar, and thresholds are those for as many
 *     frames as were scored
 * @param width of the file in pixels, before fitting; so is height
 * @param frames of an animation; stills have none
 */
@JsonPropertyOrder({"schema", "imageId", "sha256", "verdict", "probabilityGenerated", "logit"})
public record Verdict(
        int schema,
        String imageId,
        String sha256,
        Score.Decision verdict,
        double probabilityGenerated,
        double logit,
        boolean familiar,
        Thresholds thresholds,
        long modelVersion,
        long championEpoch,
        String modelSha256,
        List<String> trainedAgainst,
        Input input,
        int width,
        int height,
        String format,
        Optional<Frames> frames,
        Instant scoredAt) {
    public static final int SCHEMA = 1;
    private static final int DIGITS = 4;

    /** @param timestamp of the record, epoch milliseconds */
    public record Input(String topic, int partition, long offset, long timestamp) {}

    /**
     * What of an animation was scored.
     *
     * @param of all frames in the file
     * @param highest of those that were scored: the one that decided, in the file counted from 0
     */
    public record Frames(int scored, int of, int highest) {
        public Frames {
            if (scored < 1 || scored > of || highest < 0 || highest >= of) {
                throw new IllegalArgumentException("frames must have 1 ≤ scored ≤ of and 0 ≤ highest < of: %d, %d, %d"
                        .formatted(scored, of, highest));
            }
        }
    }

    public Verdict {
        trainedAgainst = List.copyOf(trainedAgainst);
    }

    /** The same with probability and logit to 4 digits after the point; the decision is that of the exact ones. */
    public Verdict rounded() {
        return new Verdict(
                schema,
                imageId,
                sha256,
                verdict,
                rounded(probabilityGenerated),
                rounded(logit),
                familiar,
                thresholds,
                modelVersion,
                championEpoch,
                modelSha256,
                trainedAgainst,
                input,
                width,
                height,
                format,
                frames,
                scoredAt);
    }

    /** To 4 digits after the point; what is no finite number stays. */
    public static double rounded(double value) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value)
                        .setScale(DIGITS, RoundingMode.HALF_EVEN)
                        .doubleValue()
                : value;
    }

    public static Verdict of(ScoredFile file, String imageId, String sha256, Input input, Instant scoredAt) {
        Score score = file.score();
        return new Verdict(
                SCHEMA,
                imageId,
                sha256,
                score.decision(),
                score.probabilityGenerated(),
                score.logit(),
                score.familiar(),
                score.thresholds(),
                score.modelVersion(),
                score.championEpoch(),
                score.modelSha256(),
                score.trainedAgainst(),
                input,
                file.width(),
                file.height(),
                file.format(),
                file.frames(),
                scoredAt);
    }
}
