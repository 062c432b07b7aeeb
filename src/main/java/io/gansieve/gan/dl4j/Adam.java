package io.gansieve.gan.dl4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Adam (Kingma and Ba 2015, algorithm 1 with the reordering of section 2) over one vector of parameters, in one pass over
 * memory.
 */
final class Adam implements AutoCloseable {
    private static final float BETA_1 = 0.5f;
    private static final float EPSILON = 1e-8f;

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
     * Moves {@code parameters} down {@code gradient}.
     *
     * @param beta2 may change between steps; the start at zero is then corrected as if it had always been so, which stops to matter
     *     after some 1/(1 − β₂) steps
     */
    void step(INDArray parameters, INDArray gradient, double learningRate, double beta2) {
        steps++;
        double rate =
                learningRate * Math.sqrt(1 - Math.pow(beta2, (double) steps)) / (1 - Math.pow(BETA_1, (double) steps));
        Blocks.each(
                3,
                (values, count) -> step(values, count, (float) rate, (float) beta2),
                parameters,
                mean,
                square,
                gradient);
    }

    private static void step(float[][] values, int count, float rate, float beta2) {
        float[] parameters = values[0];
        float[] mean = values[1];
        float[] square = values[2];
        float[] gradient = values[3];
        for (int i = 0; i < count; i++) {
            mean[i] = BETA_1 * mean[i] + (1 - BETA_1) * gradient[i];
            square[i] = beta2 * square[i] + (1 - beta2) * gradient[i] * gradient[i];
            parameters[i] -= rate * mean[i] / ((float) Math.sqrt(square[i]) + EPSILON);
        }
    }

    @Override
    public void close() {
        state.close();
    }
}
