package io.gansieve.streams;

import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.Verdict;
import io.gansieve.scoring.onnx.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Passes everything on to two listeners, in their order. */
record BothScorerListeners(ScorerListener first, ScorerListener second) implements ScorerListener {
    @Override
    public void scored(Score.Decision decision, Duration scoring, Duration endToEnd) {
        first.scored(decision, scoring, endToEnd);
        second.scored(decision, scoring, endToEnd);
    }

    @Override
    public void answered(Verdict verdict, Image image, Optional<Label> truth) {
        first.answered(verdict, image, truth);
        second.answered(verdict, image, truth);
    }

    @Override
    public void labelUnused(UnusedLabel reason) {
        first.labelUnused(reason);
        second.labelUnused(reason);
    }

    @Override
    public void deadLettered(String reason) {
        first.deadLettered(reason);
        second.deadLettered(reason);
    }

    @Override
    public void championChanged(long version, long epoch, Instant createdAt) {
        first.championChanged(version, epoch, createdAt);
        second.championChanged(version, epoch, createdAt);
    }

    @Override
    public void modelRefused(Refusal refusal, String message) {
        first.modelRefused(refusal, message);
        second.modelRefused(refusal, message);
    }
}
