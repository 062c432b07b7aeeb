package io.gansieve.cli;

import io.gansieve.app.Publisher;
import io.gansieve.gan.MixtureForger;
import io.gansieve.gan.Quantisation;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.Mnist;
import io.gansieve.image.Png;
import io.gansieve.scoring.Generator;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * Who appears in the demonstration: MNIST's digits, the own generator's past and a Gaussian mixture. An image's id is
 * {@code act/source/number}. Used by one thread; owns the generators.
 */
final class DemoCast implements AutoCloseable {
    static final String DIGITS = "mnist";
    static final String PAST = "past-generator";
    static final String MIXTURE = "gaussian-mixture";

    /** So many versions back; more would differ little from these. */
    private static final int PAST_GENERATORS = 4;

    private static final int MIXTURE_IMAGES = 4_000;
    private static final int SAMPLES_AT_ONCE = 64;

    private final List<Image> digits = Mnist.TRAIN.images();
    private final int[] classes = Mnist.TRAIN.digits();
    private final SplittableRandom random = new SplittableRandom(1);
    private final MixtureForger mixture;
    private final List<Generator> past = new ArrayList<>();
    private final Deque<Image> samples = new ArrayDeque<>();
    private long made;

    DemoCast() throws IOException {
        float[][] reals = digits.subList(0, MIXTURE_IMAGES).stream()
                .map(Quantisation::planes)
                .toArray(float[][]::new);
        mixture = MixtureForger.fit(reals, random);
    }

    /** A version's generator joins; the oldest leaves. */
    void join(Generator generator) {
        past.add(generator);
        if (past.size() > PAST_GENERATORS) {
            past.remove(0).close();
        }
    }

    /** What is sent next in an act. */
    Publisher.Item next(DemoAct act) {
        boolean newcomer = act == DemoAct.NEWCOMER || act == DemoAct.TAUGHT;
        return switch ((int) (made % 5)) {
            case 2 -> newcomer ? mixture(act) : digit(act);
            case 4 -> past.isEmpty() ? digit(act) : past(act);
            default -> digit(act);
        };
    }

    /** A digit of the test images, which nothing was trained on. */
    Publisher.Item unseen(Image digit) {
        return item(DemoAct.EXAM, DIGITS, digit, Optional.empty(), OptionalInt.empty());
    }

    Publisher.Item mixture(DemoAct act) {
        Image image = Quantisation.image(mixture.sample(random), ImageShape.MNIST);
        return item(act, MIXTURE, image, generatedIf(act == DemoAct.TAUGHT), OptionalInt.empty());
    }

    /** Of a generator that has joined; there must be one. */
    Publisher.Item past(DemoAct act) {
        if (samples.isEmpty()) {
            Generator generator = past.get(random.nextInt(past.size()));
            samples.addAll(generator.sample(SAMPLES_AT_ONCE, random.nextLong()));
        }
        return item(act, PAST, samples.remove(), generatedIf(act != DemoAct.EXAM), OptionalInt.empty());
    }

    @Override
    public void close() {
        past.forEach(Generator::close);
    }

    private Publisher.Item digit(DemoAct act) {
        int index = (int) (made % digits.size());
        return item(act, DIGITS, digits.get(index), Optional.of(Label.REAL), OptionalInt.of(classes[index]));
    }

    private Publisher.Item item(
            DemoAct act, String source, Image image, Optional<Label> label, OptionalInt imageClass) {
        return new Publisher.Item(
                Optional.of("%s/%s/%d".formatted(act.text(), source, made++)),
                Png.encode(image),
                label,
                imageClass,
                label.map(known -> source));
    }

    private static Optional<Label> generatedIf(boolean labelled) {
        return labelled ? Optional.of(Label.GENERATED) : Optional.empty();
    }
}
