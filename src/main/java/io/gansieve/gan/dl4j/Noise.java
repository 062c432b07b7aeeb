package io.gansieve.gan.dl4j;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Random numbers of one round as arrays, all from one seeded source and never from ND4J's. */
final class Noise {
    private final SplittableRandom random;

    Noise(SplittableRandom random) {
        this.random = random;
    }

    SplittableRandom random() {
        return random;
    }

    /** [rows, size] of N(0, 1). */
    INDArray latents(int rows, int size) {
        return gaussian(1, rows, size);
    }

    /** N(0, 1). */
    float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** N(0, σ²) in the given shape. */
    INDArray gaussian(double sigma, long... shape) {
        int length = 1;
        for (long dimension : shape) {
            length = Math.multiplyExact(length, (int) dimension);
        }
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (sigma * random.nextGaussian());
        }
        return Nd4j.create(values, shape, 'c');
    }

    /** The critic's targets for real rows followed by generated ones: 1 smoothed to {@code realTarget}, 0, some exchanged. */
    float[] targets(int real, int generated, double realTarget, double flipRatio) {
        float[] targets = new float[real + generated];
        for (int i = 0; i < targets.length; i++) {
            boolean flipped = random.nextDouble() < flipRatio;
            targets[i] = i < real != flipped ? (float) realTarget : 0f;
        }
        return targets;
    }
}
