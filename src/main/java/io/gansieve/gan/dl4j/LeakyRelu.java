package io.gansieve.gan.dl4j;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Leaky ReLU as max(x, αx), for α in [0, 1); with 0 it is ReLU. Works in place, on arrays without gaps. The stock one branches on
 * every element and takes ten times as long on values of either sign.
 */
final class LeakyRelu extends ActivationLReLU {
    private static final long serialVersionUID = 1L;

    LeakyRelu(double alpha) {
        super(alpha);
    }

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
        activate(in, (float) getAlpha());
        return in;
    }

    /** The slope is that of the input, or of the output, whose sign is the same. */
    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
        backprop(in, epsilon, (float) getAlpha());
        return new Pair<>(epsilon, null);
    }

    /** {@code x ← max(x, αx)}. */
    static void activate(INDArray x, float alpha) {
        Blocks.each(1, (values, count) -> rectify(values[0], alpha, count), x);
    }

    /** {@code epsilon ← epsilon · max([y > 0], α)}. */
    static void backprop(INDArray y, INDArray epsilon, float alpha) {
        Blocks.each(1, (values, count) -> slope(values[0], values[1], alpha, count), epsilon, y);
    }

    private static void rectify(float[] x, float alpha, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = Math.max(x[i], alpha * x[i]);
        }
    }

    /** [y > 0] as a product that saturates: a branch on every element takes twice as long. */
    private static void slope(float[] epsilon, float[] y, float alpha, int count) {
        for (int i = 0; i < count; i++) {
            epsilon[i] *= Math.max(alpha, Math.min(1, y[i] * Float.MAX_VALUE));
        }
    }
}
