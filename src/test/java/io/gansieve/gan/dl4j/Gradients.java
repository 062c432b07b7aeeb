package io.gansieve.gan.dl4j;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a network's backward pass left for its update. */
final class Gradients {
    private Gradients() {}

    /** On all parameters, in their order. */
    static float[] of(Network network) {
        INDArray[] layers = network.stages().stream()
                .flatMap(stage -> Optional.ofNullable(stage.layer().getGradientsViewArray()).stream())
                .map(INDArray::ravel)
                .toArray(INDArray[]::new);
        return Nd4j.concat(0, layers).data().asFloat();
    }
}
