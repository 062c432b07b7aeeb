package io.gansieve.gan.dl4j;

import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.LossGradient;
import io.gansieve.gan.Softmax;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A small autoregressive model: p(x) = Π p(xₙ | x before n), as of van den Oord et al. ("Pixel recurrent neural networks", 2016),
 * with a dense network over a {@link CausalContext}. It predicts which sixteenth of the range a value falls into; the level
 * within is drawn as the reals' own levels spread there.
 *
 * <p>A value costs 25 kFLOP forward at most, an image of 28×28×1 20 MFLOP, or a third of that where most is black
 * ({@link Perceptron}). A step learns from 64 values of each real: 5 MFLOP an image, as much as a sample of
 * {@link Diffusion} costs it.
 */
final class Autoregressive extends NetworkForger {
    /** What the names of its tensors begin with. */
    static final String NAME = "autoregressive.";

    /** Sixteenths of the range. */
    static final int BINS = 16;

    private static final int LEVELS = 256;
    private static final int LEVELS_OF_A_BIN = LEVELS / BINS;
    private static final int VALUES_OF_A_REAL = 64;

    /** What old reals' levels keep of their weight in a step. */
    private static final float KEPT = 0.999f;

    private final Pixels pixels;
    private final ImageShape shape;
    private final CausalContext context;
    private final Network network;
    private float[] levels = new float[LEVELS];

    /** @param network a context [N,{@link CausalContext#inputs}] → logits of the next value's bin [N,{@link #BINS}] */
    Autoregressive(Pixels pixels, CausalContext context, Network network) {
        super(new Part(NAME + "network", network));
        this.pixels = pixels;
        this.shape = context.shape();
        this.context = context;
        this.network = network;
    }

    @Override
    public double step(List<Image> reals, Noise noise) {
        List<float[]> planes = Pixels.rows(pixels.unit(reals), reals.size());
        int width = context.inputs();
        int rows = reals.size() * VALUES_OF_A_REAL;
        float[] inputs = new float[rows * width];
        int[] targets = new int[rows];
        for (int row = 0; row < rows; row++) {
            float[] image = planes.get(row / VALUES_OF_A_REAL);
            int position = noise.random().nextInt(context.length());
            context.write(image, position, inputs, row * width);
            targets[row] = level(image[context.at(position)]) / LEVELS_OF_A_BIN;
        }
        count(planes);
        float[] logits = network.forward(Network.matrix(inputs, rows), true).values();
        LossGradient loss = Softmax.crossEntropy(logits, targets);
        network.backward(Network.matrix(loss.gradient(), rows));
        network.update();
        return loss.loss();
    }

    @Override
    public List<float[]> sample(int count, Noise noise) {
        Perceptron predictor = new Perceptron(network);
        List<float[]> images = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            images.add(image(predictor, noise.random()));
        }
        return images;
    }

    private float[] image(Perceptron predictor, SplittableRandom random) {
        float[] planes = new float[shape.size()];
        float[] inputs = new float[context.inputs()];
        for (int position = 0; position < context.length(); position++) {
            context.write(planes, position, inputs, 0);
            float[] probabilities = Softmax.probabilities(predictor.apply(inputs), BINS);
            int bin = draw(probabilities, 0, BINS, random);
            planes[context.at(position)] =
                    (float) draw(levels, bin * LEVELS_OF_A_BIN, LEVELS_OF_A_BIN, random) / (LEVELS - 1);
        }
        for (int i = 0; i < planes.length; i++) {
            planes[i] = 2 * planes[i] - 1;
        }
        return planes;
    }

    /** One of {@code count} indices from {@code first} on, by weight; evenly, where there is none. */
    private static int draw(float[] weights, int first, int count, SplittableRandom random) {
        double total = 0;
        for (int i = first; i < first + count; i++) {
            total += weights[i];
        }
        double rest = random.nextDouble() * total;
        for (int i = first; i < first + count; i++) {
            rest -= weights[i];
            if (rest < 0) {
                return i;
            }
        }
        return first + random.nextInt(count);
    }

    private void count(List<float[]> planes) {
        // As whole numbers first: a large float does not grow by 1.
        int[] counts = new int[LEVELS];
        for (float[] image : planes) {
            for (float value : image) {
                counts[level(value)]++;
            }
        }
        for (int level = 0; level < LEVELS; level++) {
            levels[level] = KEPT * levels[level] + counts[level];
        }
    }

    private static int level(float unit) {
        return Math.round(unit * (LEVELS - 1));
    }

    @Override
    public void initialise(SplittableRandom random) {
        super.initialise(random);
        levels = new float[LEVELS];
    }

    @Override
    public void save(Map<String, float[]> tensors) {
        super.save(tensors);
        tensors.put(NAME + "levels", levels.clone());
    }

    @Override
    public void load(GanSnapshot snapshot) {
        super.load(snapshot);
        levels = ready() ? snapshot.tensor(NAME + "levels") : new float[LEVELS];
    }
}
