package io.gansieve.gan.dl4j;

import io.gansieve.gan.Penalty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The gradient of a {@link Penalty} on the critic's parameters θ from first-order passes alone. A penalty p of the slope's length
 * n = ‖g‖, g = ∇ₓf(x), has ∂p/∂θ = p′(n)·vᵀ∂g/∂θ with v = g/n held fixed, and vᵀ∂g/∂θ is the derivative of ∂f/∂θ along v:
 * (∂f/∂θ(x + hv) − ∂f/∂θ(x − hv)) / 2h, up to h². So two more rows for each row, with ±p′(n)/2h as gradient on their logits, and the
 * critic's own backward pass adds the penalty to the loss. For R1 and R2 p = γ/2·n² and p′ = γn, for the gradient penalty
 * p = λ(n − 1)² and p′ = 2λ(n − 1).
 */
final class SlopePenalty {
    /** Root mean square of hv over a row's values, of size 1: small against their scale, large against single precision. */
    private static final double STEP = 1e-3;

    /** The critic's loss is half the papers' sum of two expectations (see Objective), and so is what the papers add to it. */
    private static final double SHARE_OF_SUM = 0.5;

    private final Penalty penalty;
    private final ClassColumns classes;

    SlopePenalty(Penalty penalty, ClassColumns classes) {
        this.penalty = penalty;
        this.classes = classes;
    }

    /**
     * What joins the critic's batch.
     *
     * @param loss the penalty's value
     * @param ahead rows to judge beside the batch, then {@code behind}
     * @param of their classes
     * @param gradient on their logits
     */
    @SuppressWarnings("ArrayRecordComponent") // made, read once and dropped inside a step
    record Probe(double loss, INDArray ahead, INDArray behind, int[] of, float[] gradient) {}

    /** Rows of one penalty, half a batch, and its derivative by the slope's length. */
    private record Part(INDArray rows, double gamma, double lambda, boolean oneSided) {
        double value(double norm) {
            double excess = excess(norm);
            return gamma / 2 * norm * norm + lambda * excess * excess;
        }

        double derivative(double norm) {
            return gamma * norm + 2 * lambda * excess(norm);
        }

        private double excess(double norm) {
            return oneSided ? Math.max(0, norm - 1) : norm - 1;
        }
    }

    /**
     * For a batch of reals followed by as many generated rows; nothing where no weight is above 0 by now, nor in a step that is let be.
     *
     * @param of classes of the reals, and of the generated rows likewise
     */
    Optional<Probe> probe(Network critic, INDArray batch, int[] of, SplittableRandom random, StepClock clock) {
        if (!clock.everyStep(penalty.interval())) {
            return Optional.empty();
        }
        List<Part> parts = parts(batch, of.length, random, clock.imagesSeen());
        return parts.isEmpty() ? Optional.empty() : Optional.of(probe(critic, parts, of));
    }

    private List<Part> parts(INDArray batch, int half, SplittableRandom random, long imagesSeen) {
        INDArray real = batch.get(NDArrayIndex.interval(0, half));
        INDArray generated = batch.get(NDArrayIndex.interval(half, 2L * half));
        double r1 = penalty.interval() * penalty.r1().at(imagesSeen);
        double r2 = penalty.interval() * penalty.r2().at(imagesSeen);
        double lambda = penalty.interval() * penalty.gradient().at(imagesSeen);
        List<Part> parts = new ArrayList<>();
        if (r1 > 0) {
            parts.add(new Part(real, r1, 0, false));
        }
        if (r2 > 0) {
            parts.add(new Part(generated, r2, 0, false));
        }
        if (lambda > 0) {
            parts.add(new Part(between(real, generated, random), 0, lambda, penalty.oneSided()));
        }
        return parts;
    }

    private Probe probe(Network critic, List<Part> parts, int[] of) {
        INDArray rows = Nd4j.concat(0, parts.stream().map(Part::rows).toArray(INDArray[]::new));
        int count = (int) rows.size(0);
        int[] columns =
                IntStream.range(0, 2 * count).map(i -> of[i % of.length]).toArray();
        float[] way = slopes(critic, rows, Arrays.copyOf(columns, count));
        double step = STEP * Math.sqrt((double) way.length / count);
        float[] gradient = new float[2 * count];
        double loss = 0;
        for (int row = 0; row < count; row++) {
            Part part = parts.get(row / of.length);
            double norm = scale(way, row, count, step);
            loss += SHARE_OF_SUM / of.length * part.value(norm);
            gradient[row] = (float) (SHARE_OF_SUM / of.length * part.derivative(norm) / (2 * step));
            gradient[row + count] = -gradient[row];
        }
        INDArray along = Nd4j.create(way, rows.shape(), 'c');
        return new Probe(loss, rows.add(along), rows.sub(along), columns, gradient);
    }

    /** g of every row. */
    private float[] slopes(Network critic, INDArray rows, int[] of) {
        float[] ones = new float[of.length];
        Arrays.fill(ones, 1f);
        critic.forward(rows, true);
        return critic.inputGradient(classes.scatter(ones, of)).dup('c').data().asFloat();
    }

    /** Makes g of a row hv, of the given length, and returns n; a slope of 0 has no direction and stays. */
    private static double scale(float[] slopes, int row, int count, double step) {
        int width = slopes.length / count;
        double square = 0;
        for (int i = row * width; i < (row + 1) * width; i++) {
            square += (double) slopes[i] * slopes[i];
        }
        double norm = Math.sqrt(square);
        for (int i = row * width; norm > 0 && i < (row + 1) * width; i++) {
            slopes[i] = (float) (slopes[i] * step / norm);
        }
        return norm;
    }

    /** A point on the line between each real and its generated row. */
    private static INDArray between(INDArray real, INDArray generated, SplittableRandom random) {
        long[] shape = new long[real.rank()];
        Arrays.fill(shape, 1);
        shape[0] = real.size(0);
        float[] shares = new float[(int) shape[0]];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = (float) random.nextDouble();
        }
        INDArray share = Nd4j.create(shares, shape, 'c');
        return real.sub(generated).muli(share).addi(generated);
    }
}
