package io.gansieve.scoring;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.List;

/**
 * The answer for one input record, as it leaves on the verdict topic. Fields are only ever added.
 *
 * @param imageId the key as UTF-8; {@code base64:…} if it is not; {@code topic-partition@offset} if there is none
 * @param sha256 of the received file, in hex
 * @param familiar whether the image is like those that the model was trained on; if not, the verdict is {@code UNCERTAIN}
 * @param width of the file in pixels, before fitting; so is height
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
        Instant scoredAt) {
    public static final int SCHEMA = 1;

    /** @param timestamp of the record, epoch milliseconds */
    public record Input(String topic, int partition, long offset, long timestamp) {}

    public Verdict {
        trainedAgainst = List.copyOf(trainedAgainst);
    }

    public static Verdict of(
            Score score,
            String imageId,
            String sha256,
            Input input,
            int width,
            int height,
            String format,
            Instant scoredAt) {
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
                width,
                height,
                format,
                scoredAt);
    }
}
