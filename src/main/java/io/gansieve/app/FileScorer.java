package io.gansieve.app;

import io.gansieve.image.Image;
import io.gansieve.image.Sha256;
import io.gansieve.image.codec.DecodeResult;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.ScoredFile;
import io.gansieve.scoring.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** From an image file to its verdict, without Kafka. Safe for any thread if its model is. */
public final class FileScorer {
    /** What a file gave: a verdict, or the reason why there is none. */
    public sealed interface Result {
        /** A verdict whose input has no topic: partition and offset are −1. */
        record Scored(Verdict verdict) implements Result {}

        record Refused(DecodeResult.Undecodable problem) implements Result {}
    }

    private final ImageDecoder decoder;
    private final Function<List<Image>, List<Score>> model;
    private final Clock clock;

    /** @param model gives one score a frame of a file, all by one version; asked by several threads at once if this is */
    public FileScorer(ImageDecoder decoder, Function<List<Image>, List<Score>> model, Clock clock) {
        this.decoder = decoder;
        this.model = model;
        this.clock = clock;
    }

    /** @param origin that stands for the topic, as {@code http} or {@code file} */
    public Result score(String imageId, String origin, byte[] file) {
        DecodeResult result = decoder.decode(file);
        if (result instanceof DecodeResult.Undecodable problem) {
            return new Result.Refused(problem);
        }
        Instant now = clock.instant();
        ScoredFile scored = ScoredFile.of(result, model);
        Verdict.Input input = new Verdict.Input(origin, -1, -1, now.toEpochMilli());
        return new Result.Scored(Verdict.of(scored, imageId, Sha256.hex(file), input, now));
    }
}
