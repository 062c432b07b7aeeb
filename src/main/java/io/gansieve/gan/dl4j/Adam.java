package io.gansieve.gan.dl4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Adam (Kingma and Ba 2015, algorithm 1 with the reordering of section 2) over one vector of parameters. It is written in
 * whole-vector operations; ND4J's own updater goes element by element and takes several times as long.
 */
final class Adam implements AutoCloseable {
    private static final double BETA_1 = 0.5;
    private static final double EPSILON = 1e-8;

    private final INDArray state;
    private final INDArray mean;
    private final INDArray square;

    /** Taken so far: sets the correction of the averages' start at zero. */
    private long steps;

    Adam(long parameters) {
        state = Nd4j.create(DataType.FLOAT, 2 * parameters);
        mean = state.get(NDArrayIndex.interval(0, parameters));
        square = state.get(NDArrayIndex.interval(parameters, 2 * parameters));
    }

    /** Both moving averages, of the gradient and of its square, one after the other. */
    INDArray state() {
        return state;
    }

    long steps() {
        return steps;
    }

    /** Goes on after so many steps, with the averages that {@link #state} then holds. */
    void resume(long taken) {
        steps = taken;
    }

    /**
     * Moves {@code parameters} down {@code gradient}, whose values are spent.
     *
     * @param beta2 may change between steps; the start at zero is then corrected as if it had always been so, which stops to matter
     *     after some 1/(1 − β₂) steps
     */
    void step(INDArray parameters, INDArray gradient, double learningRate, double beta2) {
        steps++;
        double rate =
                learningRate * Math.sqrt(1 - Math.pow(beta2, (double) steps)) / (1 - Math.pow(BETA_1, (double) steps));
        mean.muli(BETA_1);
        add(1 - BETA_1, gradient, mean);
        gradient.muli(gradient);
        square.muli(beta2);
        add(1 - beta2, gradient, square);
        Transforms.sqrt(gradient.assign(square), false).addi(EPSILON);
        mean.div(gradient, gradient);
        add(-rate, gradient, parameters);
    }

    @Override
    public void close() {
        state.close();
    }

    private static void add(double factor, INDArray what, INDArray to) {
        Nd4j.getBlasWrapper().level1().axpy(what.length(), factor, what, to);
    }
}
