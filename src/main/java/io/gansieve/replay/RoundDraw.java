package io.gansieve.replay;

import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The images of one round, drawn from the buffer as it is when the round starts. Sources of generated images are named as
 * {@link ReplayBuffer#named} has it: not more than {@value ReplayBuffer#MAX_SOURCES} and {@code other}.
 *
 * @param real one batch a step, from the training split
 * @param generated labelled fakes from outside, half a batch a step, from the training split; fewer, but as many in each step, where a
 *     source's cap leaves room for the program's own forgers; empty if there are none
 * @param calibrate the whole calibration split
 * @param gate the whole gate split
 */
public record RoundDraw(
        List<LabeledImage> real, List<LabeledImage> generated, List<LabeledImage> calibrate, List<LabeledImage> gate) {
    public RoundDraw {
        real = List.copyOf(real);
        generated = List.copyOf(generated);
        calibrate = List.copyOf(calibrate);
        gate = List.copyOf(gate);
    }

    /** A function of the buffer, the round and the seed. */
    public static RoundDraw from(ReplayBuffer buffer, int batchSize, int steps, long round, long seed) {
        SplittableRandom random = new SplittableRandom(seed * 31 + round);
        List<Example> real = buffer.draw(Label.REAL, batchSize * steps, random);
        List<Example> generated = buffer.draw(Label.GENERATED, Math.max(1, batchSize / 2) * steps, random);
        return new RoundDraw(
                images(buffer, real),
                images(buffer, evenly(generated, steps)),
                all(buffer, Split.CALIBRATE),
                all(buffer, Split.GATE));
    }

    /** As many in each step, and at least one if there are any. */
    private static List<Example> evenly(List<Example> drawn, int steps) {
        if (drawn.isEmpty()) {
            return drawn;
        }
        int rows = Math.max(1, drawn.size() / steps);
        return IntStream.range(0, rows * steps)
                .mapToObj(i -> drawn.get(i % drawn.size()))
                .toList();
    }

    private static List<LabeledImage> all(ReplayBuffer buffer, Split split) {
        return Stream.of(Label.values())
                .map(label -> buffer.examples(split, label))
                .flatMap(Collection::stream)
                .map(buffer::named)
                .toList();
    }

    private static List<LabeledImage> images(ReplayBuffer buffer, List<Example> examples) {
        return examples.stream().map(buffer::named).toList();
    }
}
