package io.gansieve.evaluation;

import java.util.List;

/**
 * How the supports of reals and generated images overlap, as balls around each sample's nearest neighbours tell it in a space of
 * features.
 *
 * <p>Precision and recall (Kynkäänniemi et al., "Improved precision and recall metric for assessing generative models", 2019,
 * eq. 2): the share of generated vectors inside any real's ball, and of reals inside any generated one's; a ball reaches to the
 * {@value #PRECISION_NEIGHBOURS}rd nearest neighbour in its own sample. Density and coverage (Naeem et al., "Reliable fidelity and
 * diversity metrics for generative models", 2020, eqs. 3 and 4), of balls that reach to the {@value #COVERAGE_NEIGHBOURS}th: in how many of
 * the reals' balls a generated vector lies, over {@value #COVERAGE_NEIGHBOURS}, on average; and the share of the reals' balls that
 * hold any generated vector.
 *
 * @param precision share in [0, 1]
 * @param recall share in [0, 1]
 * @param density about 1 where both samples are of one distribution; may be greater
 * @param coverage share in [0, 1]; 1 − 2⁻⁵ is expected of equally large samples of one distribution
 */
public record Manifolds(double precision, double recall, double density, double coverage) {
    static final int PRECISION_NEIGHBOURS = 3;
    static final int COVERAGE_NEIGHBOURS = 5;

    /**
     * Takes time in proportion to the product of the samples' sizes: 10,000 vectors of 128 values on either side take a quarter of a
     * minute.
     *
     * @param real more than {@value #COVERAGE_NEIGHBOURS} vectors of one length
     * @param generated likewise, of the same length
     */
    public static Manifolds of(List<float[]> real, List<float[]> generated) {
        if (Math.min(real.size(), generated.size()) <= COVERAGE_NEIGHBOURS) {
            throw new IllegalArgumentException("expected more than %d vectors on either side, found %d and %d"
                    .formatted(COVERAGE_NEIGHBOURS, real.size(), generated.size()));
        }
        Distances reals = new Distances(real);
        float[][] realNeighbours = reals.nearest(real, COVERAGE_NEIGHBOURS);
        float[][] fakeNeighbours = new Distances(generated).nearest(generated, PRECISION_NEIGHBOURS);
        int precise = 0;
        long inBalls = 0;
        boolean[] covered = new boolean[real.size()];
        boolean[] recalled = new boolean[real.size()];
        float[] distances = new float[real.size()];
        for (int fake = 0; fake < generated.size(); fake++) {
            reals.from(generated.get(fake), distances);
            float radius = fakeNeighbours[fake][PRECISION_NEIGHBOURS - 1];
            boolean inside = false;
            for (int i = 0; i < distances.length; i++) {
                boolean inWide = distances[i] <= realNeighbours[i][COVERAGE_NEIGHBOURS - 1];
                inside |= distances[i] <= realNeighbours[i][PRECISION_NEIGHBOURS - 1];
                recalled[i] |= distances[i] <= radius;
                covered[i] |= inWide;
                inBalls += inWide ? 1 : 0;
            }
            precise += inside ? 1 : 0;
        }
        return new Manifolds(
                (double) precise / generated.size(),
                share(recalled),
                (double) inBalls / COVERAGE_NEIGHBOURS / generated.size(),
                share(covered));
    }

    private static double share(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return (double) count / flags.length;
    }
}
