package io.gansieve.streams;

import io.gansieve.scoring.Score;
import io.gansieve.scoring.onnx.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it is told. */
final class RecordingScorerListener implements ScorerListener {
    final List<String> scored = new ArrayList<>();
    final List<UnusedLabel> unused = new ArrayList<>();
    final List<String> deadLettered = new ArrayList<>();
    final List<String> champions = new ArrayList<>();
    final List<String> refused = new ArrayList<>();
    final List<Refusal> refusals = new ArrayList<>();

    @Override
    public void scored(Score.Decision decision, Duration scoring, Duration endToEnd) {
        scored.add(decision + " " + endToEnd.toMillis());
    }

    @Override
    public void labelUnused(UnusedLabel reason) {
        unused.add(reason);
    }

    @Override
    public void deadLettered(String reason) {
        deadLettered.add(reason);
    }

    @Override
    public void championChanged(long version, long epoch, Instant createdAt) {
        champions.add("version " + version + " epoch " + epoch);
    }

    @Override
    public void modelRefused(Refusal refusal, String message) {
        refused.add(message);
        refusals.add(refusal);
    }
}
