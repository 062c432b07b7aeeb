package io.gansieve.gan.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Small whole numbers, whose products and sums are exact. */
class MatrixTest {
    private static final int ROWS = 3;
    private static final int INNER = 4;
    private static final int COLUMNS = 2;
    private static final List<Character> ORDERS = List.of('c', 'f');

    static Stream<Arguments> orders() {
        return ORDERS.stream()
                .flatMap(left ->
                        ORDERS.stream().flatMap(right -> ORDERS.stream().map(out -> Arguments.of(left, right, out))));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void multipliesInAnyOrder(char left, char right, char out) {
        INDArray a = numbers(left, ROWS, INNER, 1);
        INDArray b = numbers(right, INNER, COLUMNS, 2);
        INDArray product = numbers(out, ROWS, COLUMNS, 3);

        Matrix.of(product).assignProduct(Matrix.of(a), Matrix.of(b));

        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                double sum = 0;
                for (int i = 0; i < INNER; i++) {
                    sum += a.getDouble(row, i) * b.getDouble(i, column);
                }
                assertThat(product.getDouble(row, column)).isEqualTo(sum);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("orders")
    void multipliesTransposed(char left, char right, char out) {
        INDArray a = numbers(left, INNER, ROWS, 1);
        INDArray b = numbers(right, COLUMNS, INNER, 2);
        INDArray product = numbers(out, ROWS, COLUMNS, 3);

        Matrix.of(product).assignProduct(Matrix.of(a).transposed(), Matrix.of(b).transposed());

        assertThat(product).isEqualTo(a.transpose().mmul(b.transpose()));
    }

    @ParameterizedTest
    @ValueSource(chars = {'c', 'f'})
    void addsARowToAllAndSumsThem(char order) {
        INDArray matrix = numbers(order, ROWS, COLUMNS, 1);
        INDArray row = numbers('c', 1, COLUMNS, 2);
        INDArray expected = matrix.addRowVector(row);
        INDArray ones = Nd4j.ones(DataType.FLOAT, ROWS);
        INDArray sum = numbers('c', 1, COLUMNS, 3);

        Matrix.of(matrix).addToRows(Blocks.memory(row), Blocks.memory(ones));
        assertThat(matrix).isEqualTo(expected);

        Matrix.of(matrix).sumRows(Blocks.memory(sum), Blocks.memory(ones));
        assertThat(sum.toFloatVector()).isEqualTo(expected.sum(0).toFloatVector());
    }

    @ParameterizedTest
    @ValueSource(chars = {'c', 'f'})
    void seesAViewOfALargerArray(char order) {
        INDArray parameters = numbers('c', 1, 2 + ROWS * INNER, 1);
        INDArray view = parameters
                .get(NDArrayIndex.all(), NDArrayIndex.interval(2, 2 + ROWS * INNER))
                .reshape(order, ROWS, INNER);
        INDArray b = numbers('c', INNER, COLUMNS, 2);
        INDArray product = numbers('c', ROWS, COLUMNS, 3);

        Matrix.of(product).assignProduct(Matrix.of(view), Matrix.of(b));

        assertThat(product).isEqualTo(view.dup('c').mmul(b));
    }

    private static INDArray numbers(char order, int rows, int columns, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        INDArray numbers = Nd4j.create(DataType.FLOAT, new long[] {rows, columns}, order);
        for (int i = 0; i < rows * columns; i++) {
            numbers.putScalar(new int[] {i / columns, i % columns}, random.nextInt(-9, 10));
        }
        return numbers;
    }
}
