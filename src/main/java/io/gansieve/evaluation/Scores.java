package io.gansieve.evaluation;

import java.util.Arrays;

/**
 * One model's scores of the same images: logits or probabilities, larger for rather generated; none is NaN. Arrays are copied in
 * and out.
 */
@SuppressWarnings("ArrayRecordComponent")
public record Scores(double[] real, double[] generated) {
    public Scores {
        real = checked("real", real);
        generated = checked("generated", generated);
    }

    @Override
    public double[] real() {
        return real.clone();
    }

    @Override
    public double[] generated() {
        return generated.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scores that
                && Arrays.equals(real, that.real)
                && Arrays.equals(generated, that.generated);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(real) + Arrays.hashCode(generated);
    }

    @Override
    public String toString() {
        return "Scores[%d real, %d generated]".formatted(real.length, generated.length);
    }

    private static double[] checked(String kind, double[] scores) {
        if (scores.length == 0) {
            throw new IllegalArgumentException("scores of %s images must not be empty".formatted(kind));
        }
        if (Arrays.stream(scores).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("scores of %s images must be numbers, found NaN".formatted(kind));
        }
        return scores.clone();
    }
}
