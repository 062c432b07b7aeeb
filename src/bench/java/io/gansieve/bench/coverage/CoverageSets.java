package io.gansieve.bench.coverage;

import io.gansieve.gan.PointMixture;
import java.nio.file.Path;
import java.util.List;

/** All sets that {@code bench coverage} knows. */
public final class CoverageSets {
    private CoverageSets() {}

    /** @param folder where they keep what their runs share */
    public static List<CoverageSet> all(Path folder) {
        return List.of(
                new PointSet(PointMixture.ring8(), 100_000),
                new PointSet(PointMixture.grid25(), 150_000),
                new MnistSet(folder),
                new StackedMnistSet(folder));
    }
}
