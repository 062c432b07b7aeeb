package io.gansieve.bench.coverage;

import java.nio.file.Path;
import java.util.List;

/** All sets that {@code bench coverage} knows. */
public final class CoverageSets {
    private CoverageSets() {}

    /** @param folder where they keep what their runs share */
    public static List<CoverageSet> all(Path folder) {
        return List.of(new MnistSet(folder), new StackedMnistSet(folder));
    }
}
