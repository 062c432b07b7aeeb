package io.gansieve.gan.dl4j;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Element-wise arithmetic on arrays without gaps: block by block on the heap, where the compiler makes vector instructions of plain
 * loops. A chain of ND4J's operations goes through memory once for each, and each costs as much as thousands of elements do.
 */
final class Blocks {
    /** Four arrays' fit the second cache. */
    private static final int SIZE = 4096;

    private Blocks() {}

    /** Arithmetic on the first {@code count} values of each array's block. */
    @FunctionalInterface
    interface Arithmetic {
        void on(float[][] values, int count);
    }

    /**
     * Does arithmetic on arrays of one length, element by element in the order in which they lie in memory.
     *
     * @param written how many of the arrays, from the first on, get their values back
     */
    static void each(int written, Arithmetic arithmetic, INDArray... arrays) {
        FloatPointer[] memory = new FloatPointer[arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            memory[i] = memory(arrays[i]);
        }
        try {
            each(written, arithmetic, memory, arrays[0].length());
        } finally {
            Reference.reachabilityFence(arrays);
        }
    }

    private static void each(int written, Arithmetic arithmetic, FloatPointer[] memory, long length) {
        float[][] values = new float[memory.length][(int) Math.min(SIZE, length)];
        for (long from = 0; from < length; from += SIZE) {
            int count = (int) Math.min(SIZE, length - from);
            for (int i = 0; i < memory.length; i++) {
                memory[i].position(from).get(values[i], 0, count);
            }
            arithmetic.on(values, count);
            for (int i = 0; i < written; i++) {
                memory[i].position(from).put(values[i], 0, count);
            }
        }
    }

    /** Where an array's values begin; as long-lived as the array's memory. */
    static FloatPointer memory(INDArray array) {
        return new FloatPointer(array.data().addressPointer());
    }
}
