package io.gansieve.gan.dl4j;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;

/** ReLU whose gradient is a product with [x > 0], or of the output; the stock one branches on every element. */
final class Relu extends ActivationReLU {
    private static final long serialVersionUID = 1L;

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
        return new Pair<>(Nd4j.exec(new Step(in, in.ulike())).muli(epsilon), null);
    }
}
