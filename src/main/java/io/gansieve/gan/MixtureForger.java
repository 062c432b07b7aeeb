package io.gansieve.gan;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Images from a Gaussian mixture in the reals' principal subspace. Full covariances in pixel space would need more reals than
 * there are; what the subspace leaves out is less than a forger's images show anyway. Immutable; safe for any thread.
 */
public final class MixtureForger {
    private static final int DIMENSIONS = 48;
    private static final int COMPONENTS = 10;
    private static final int STEPS = 12;
    /** What the names of its tensors begin with. */
    public static final String NAME = "gmm.";

    private final PrincipalSubspace subspace;
    private final GaussianMixture mixture;

    private MixtureForger(PrincipalSubspace subspace, GaussianMixture mixture) {
        this.subspace = subspace;
        this.mixture = mixture;
    }

    /** @param data reals in [−1, 1] as [C,H,W] each, at least two */
    public static MixtureForger fit(float[][] data, SplittableRandom random) {
        PrincipalSubspace subspace = PrincipalSubspace.of(data, DIMENSIONS, random);
        double[][] coordinates = Arrays.stream(data).map(subspace::project).toArray(double[][]::new);
        int components = Math.max(1, Math.min(COMPONENTS, data.length / DIMENSIONS));
        GaussianMixture mixture = GaussianMixture.fit(coordinates, components, STEPS, random);
        return new MixtureForger(subspace, mixture);
    }

    /** Values in [−1, 1] as [C,H,W]; some lie beyond. */
    public float[] sample(SplittableRandom random) {
        return subspace.lift(mixture.sample(random));
    }

    /** {@link GaussianMixture#logLikelihoods} of its fit, in the subspace's coordinates; none of one that was loaded. */
    public List<Double> logLikelihoods() {
        return mixture.logLikelihoods();
    }

    /** What {@link #load} reads, by name. */
    public Map<String, float[]> tensors() {
        return Map.of(
                NAME + "mean", subspace.mean().clone(),
                NAME + "basis", concatenated(subspace.basis()),
                NAME + "weights", floats(mixture.weights()),
                NAME + "means", concatenated(mixture.means()),
                NAME + "factors", concatenated(mixture.factors()));
    }

    /** The forger in a snapshot, if one was fitted. */
    public static Optional<MixtureForger> load(GanSnapshot snapshot) {
        if (!snapshot.tensors().containsKey(NAME + "mean")) {
            return Optional.empty();
        }
        float[] mean = snapshot.tensor(NAME + "mean");
        float[] weights = snapshot.tensor(NAME + "weights");
        float[] basis = snapshot.tensor(NAME + "basis");
        PrincipalSubspace subspace = new PrincipalSubspace(mean, rows(basis, basis.length / mean.length));
        GaussianMixture mixture = new GaussianMixture(
                doubles(weights),
                doubles(rows(snapshot.tensor(NAME + "means"), weights.length)),
                doubles(rows(snapshot.tensor(NAME + "factors"), weights.length)),
                List.of());
        return Optional.of(new MixtureForger(subspace, mixture));
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    private static double[][] doubles(float[][] rows) {
        return Arrays.stream(rows).map(MixtureForger::doubles).toArray(double[][]::new);
    }

    private static float[] concatenated(double[][] rows) {
        return concatenated(Arrays.stream(rows).map(MixtureForger::floats).toArray(float[][]::new));
    }

    private static float[] concatenated(float[][] rows) {
        float[] all = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
        }
        return all;
    }

    private static float[][] rows(float[] all, int count) {
        int length = all.length / count;
        float[][] rows = new float[count][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(all, i * length, (i + 1) * length));
        return rows;
    }
}
