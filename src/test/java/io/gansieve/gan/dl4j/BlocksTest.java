package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class BlocksTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 4095, 4096, 4097, 10_000})
    void reachesEveryElementOnce(int length) {
        INDArray to = Nd4j.arange(length).castTo(DataType.FLOAT);
        INDArray from = Nd4j.ones(DataType.FLOAT, length);

        Blocks.each(1, (values, count) -> add(values[0], values[1], count), to, from);

        float[] sums = to.toFloatVector();
        for (int i = 0; i < length; i++) {
            assertThat(sums[i]).isEqualTo(i + 1f);
        }
    }

    @Test
    void writesTheFirstArraysOnlyAndNothingBesideAView() {
        INDArray whole = Nd4j.zeros(DataType.FLOAT, 10);
        INDArray view = whole.get(NDArrayIndex.interval(3, 7));
        INDArray read = Nd4j.ones(DataType.FLOAT, 4);

        Blocks.each(
                1,
                (values, count) -> {
                    add(values[0], values[1], count);
                    add(values[1], values[0], count);
                },
                view,
                read);

        assertThat(whole.toFloatVector()).containsExactly(0, 0, 0, 1, 1, 1, 1, 0, 0, 0);
        assertThat(read.toFloatVector()).containsOnly(1);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 0.2f})
    void rectifiersHaveTheirSlope(float alpha) {
        INDArray values = Nd4j.createFromArray(-3f, -1e-30f, 0f, 1e-30f, 3f, 3e38f, Float.NaN);
        INDArray gradient = Nd4j.createFromArray(1f, 1f, 1f, 1f, 1f, 1f, 1f);

        LeakyRelu.activate(values, alpha);
        LeakyRelu.backprop(values, gradient, alpha);

        assertThat(values.toFloatVector())
                .usingComparatorWithPrecision(0f)
                .containsExactly(-3 * alpha, -1e-30f * alpha, 0f, 1e-30f, 3f, 3e38f, Float.NaN);
        assertThat(gradient.toFloatVector()).containsExactly(alpha, alpha, alpha, 1f, 1f, 1f, Float.NaN);
    }

    private static void add(float[] to, float[] from, int count) {
        for (int i = 0; i < count; i++) {
            to[i] += from[i];
        }
    }
}
