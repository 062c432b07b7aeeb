package io.gansieve.gan.dl4j;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A matrix without gaps in an array's memory, as OpenBLAS takes it. At our sizes ND4J's own products cost as much again as their
 * arithmetic, and its broadcasts and column sums ten times theirs. It must not outlive its array.
 *
 * @param columnMajor whether it lies column by column, as ND4J's Fortran order has it
 */
record Matrix(FloatPointer memory, int rows, int columns, boolean columnMajor) {
    /** Of [rows, columns] in either order. */
    static Matrix of(INDArray array) {
        return new Matrix(
                Blocks.memory(array),
                Math.toIntExact(array.size(0)),
                Math.toIntExact(array.size(1)),
                array.ordering() == 'f');
    }

    Matrix transposed() {
        return new Matrix(memory, columns, rows, !columnMajor);
    }

    /** Becomes {@code left · right}. */
    void assignProduct(Matrix left, Matrix right) {
        if (columnMajor) {
            transposed().assignProduct(right.transposed(), left.transposed());
            return;
        }
        openblas_nolapack.cblas_sgemm(
                openblas_nolapack.CblasRowMajor,
                left.transposition(),
                right.transposition(),
                rows,
                columns,
                left.columns,
                1f,
                left.memory,
                left.stride(),
                right.memory,
                right.stride(),
                0f,
                memory,
                stride());
    }

    /** Adds a row of numbers to every row; {@code ones} has as many as there are rows. */
    void addToRows(FloatPointer row, FloatPointer ones) {
        openblas_nolapack.cblas_sger(order(), rows, columns, 1f, ones, 1, row, 1, memory, stride());
    }

    /** Writes the sum of all rows; {@code ones} has as many as there are rows. */
    void sumRows(FloatPointer sum, FloatPointer ones) {
        openblas_nolapack.cblas_sgemv(
                order(), openblas_nolapack.CblasTrans, rows, columns, 1f, memory, stride(), ones, 1, 0f, sum, 1);
    }

    private int order() {
        return columnMajor ? openblas_nolapack.CblasColMajor : openblas_nolapack.CblasRowMajor;
    }

    private int transposition() {
        return columnMajor ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans;
    }

    private int stride() {
        return columnMajor ? rows : columns;
    }
}
