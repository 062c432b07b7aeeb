package io.gansieve.gan.dl4j;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;

/** ReLU in place, on arrays without gaps, by {@link LeakyRelu}'s arithmetic; the stock one branches on every element. */
final class Relu extends ActivationReLU {
    private static final long serialVersionUID = 1L;

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
        LeakyRelu.activate(in, 0);
        return in;
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
        LeakyRelu.backprop(in, epsilon, 0);
        return new Pair<>(epsilon, null);
    }
}
