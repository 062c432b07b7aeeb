package io.gansieve.streams;

import io.gansieve.gan.RoundImages;
import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.registry.HeldImage;
import io.gansieve.registry.RoundOutcome;
import io.gansieve.registry.RoundRequest;
import io.gansieve.replay.Example;
import io.gansieve.replay.ReplayBuffer;
import io.gansieve.replay.Split;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A round that was started and is not published yet.
 *
 * @param atStart the progress that the round started from
 * @param imageIds of all images that the request holds: replay may lose one while the round runs, and it must be found all the same
 */
record RunningRound(RoundRequest request, TrainerProgress atStart, Set<String> imageIds, Future<RoundOutcome> outcome) {
    RunningRound {
        imageIds = Set.copyOf(imageIds);
    }

    /** Starts a round on a request just drawn from this buffer. */
    static RunningRound start(RoundRequest request, TrainerProgress atStart, ReplayBuffer buffer, RoundRunner rounds) {
        return new RunningRound(request, atStart, imageIds(request, buffer), rounds.start(request));
    }

    boolean holds(String imageId) {
        return imageIds.contains(imageId);
    }

    /** Images in replay have no id in a request: they are known by their pixels, which no two in replay share. */
    private static Set<String> imageIds(RoundRequest request, ReplayBuffer buffer) {
        RoundImages drawn = request.images();
        Set<Image> images = Stream.of(drawn.real(), drawn.generated(), request.calibrate(), request.gate())
                .flatMap(Collection::stream)
                .map(LabeledImage::image)
                .collect(Collectors.toSet());
        Set<String> ids = new HashSet<>();
        for (Split split : Split.values()) {
            for (Label label : Label.values()) {
                buffer.examples(split, label).stream()
                        .filter(example -> images.contains(example.image().image()))
                        .map(Example::id)
                        .forEach(ids::add);
            }
        }
        Stream.of(request.scrutiny().held(), request.scrutiny().unjudged())
                .flatMap(Collection::stream)
                .map(HeldImage::id)
                .forEach(ids::add);
        return ids;
    }
}
