package io.gansieve.gan.dl4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The speed of ND4J's own matrix product in single precision: what the machine can be asked for at most. */
public final class GemmPeak {
    private static final int[] SIZES = {384, 512, 768, 1024};
    private static final int REPEATS = 6;

    private GemmPeak() {}

    /**
     * The best of several square sizes and repeats, in floating-point operations a second.
     *
     * @param threads of the matrix product; {@link Network} allows it one, and has it so again afterwards
     */
    public static double measure(int threads) {
        Nd4j.factory().blas().setMaxThreads(threads);
        try {
            return best();
        } finally {
            Nd4j.factory().blas().setMaxThreads(1);
        }
    }

    private static double best() {
        double best = 0;
        for (int size : SIZES) {
            try (INDArray left = Nd4j.rand(DataType.FLOAT, size, size);
                    INDArray right = Nd4j.rand(DataType.FLOAT, size, size);
                    INDArray product = Nd4j.create(DataType.FLOAT, new long[] {size, size}, 'f')) {
                for (int i = 0; i < REPEATS; i++) {
                    long start = System.nanoTime();
                    Nd4j.gemm(left, right, product, false, false, 1, 0);
                    best = Math.max(best, 2e9 * size * size * size / (System.nanoTime() - start));
                }
            }
        }
        return best;
    }
}
