package io.gansieve.streams;

import io.gansieve.gan.RoundImages;
import io.gansieve.registry.RoundRequest;
import io.gansieve.registry.Scrutiny;
import io.gansieve.replay.GateImages;
import io.gansieve.replay.ReplayBuffer;
import io.gansieve.replay.RoundDraw;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The request of the next round: a function of ledger, buffer and seed. */
final class RoundRequests {
    private RoundRequests() {}

    static RoundRequest draw(
            TrainerSettings settings,
            Ledger ledger,
            ReplayBuffer buffer,
            List<byte[]> states,
            Optional<byte[]> championDetector,
            Scrutiny scrutiny,
            String examplesTopic,
            Instant now) {
        TrainerProgress progress = ledger.progress();
        long round = progress.lastRound() + 1;
        RoundDraw draw = RoundDraw.from(buffer, settings.batchSize(), settings.stepsPerRound(), round, settings.seed());
        GateImages gate = GateImages.of(buffer);
        return new RoundRequest(
                round,
                progress.lastVersion() + 1,
                ledger.versions().isEmpty() ? 0 : ledger.versions().last(),
                ledger.history().version(),
                settings.seed(),
                states,
                new RoundImages(draw.real(), draw.generated()),
                draw.calibrate(),
                gate.images(),
                gate.undeciding(),
                scrutiny,
                championDetector,
                Map.of(examplesTopic + "-0", progress.examplesRead()),
                now);
    }
}
