package io.gansieve.registry;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A version with its parts, as one record of the models topic. Megabytes large, so its arrays are shared, not copied: nobody writes
 * to them.
 */
@SuppressWarnings("ArrayRecordComponent")
public record ModelPackage(ModelVersion version, byte[] detectorOnnx, byte[] generatorOnnx, byte[] samplesPng) {
    /** The parts under the names of {@link ModelVersion#sha256}. */
    SortedMap<String, byte[]> parts() {
        return new TreeMap<>(Map.of(
                ModelVersion.DETECTOR, detectorOnnx,
                ModelVersion.GENERATOR, generatorOnnx,
                ModelVersion.SAMPLES, samplesPng));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelPackage that
                && version.equals(that.version)
                && Arrays.equals(detectorOnnx, that.detectorOnnx)
                && Arrays.equals(generatorOnnx, that.generatorOnnx)
                && Arrays.equals(samplesPng, that.samplesPng);
    }

    @Override
    public int hashCode() {
        return version.hashCode();
    }

    @Override
    public String toString() {
        return "ModelPackage[version " + version.version() + "]";
    }
}
