package io.gansieve.streams;

import io.gansieve.gan.RoundImages;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.replay.Example;
import io.gansieve.replay.ReplayBuffer;
import io.gansieve.replay.Split;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Draws the request of the next round: a function of ledger, buffer and seed. */
final class RoundRequests {
    private RoundRequests() {}

    static RoundRequest draw(
            TrainerSettings settings,
            Ledger ledger,
            ReplayBuffer buffer,
            List<byte[]> states,
            Optional<byte[]> championModel,
            String examplesTopic,
            Instant now) {
        TrainerProgress progress = ledger.progress();
        long round = progress.lastRound() + 1;
        SplittableRandom random = new SplittableRandom(settings.seed() * 31 + round);
        List<Example> reals = buffer.draw(Label.REAL, settings.realsARound(), random);
        List<Example> fakes = buffer.draw(Label.GENERATED, settings.generatedARound(), random);
        return new RoundRequest(
                round,
                progress.lastVersion() + 1,
                ledger.versions().isEmpty() ? 0 : ledger.versions().last(),
                ledger.history().version(),
                settings.seed(),
                states,
                new RoundImages(images(reals), images(fakes)),
                split(buffer, Split.CALIBRATE),
                split(buffer, Split.GATE),
                championModel,
                Map.of(examplesTopic + "-0", progress.examplesRead()),
                progress,
                now);
    }

    private static List<LabeledImage> split(ReplayBuffer buffer, Split split) {
        return Stream.of(Label.values())
                .map(label -> buffer.examples(split, label))
                .flatMap(Collection::stream)
                .map(Example::image)
                .toList();
    }

    private static List<LabeledImage> images(List<Example> examples) {
        return examples.stream().map(Example::image).toList();
    }
}
