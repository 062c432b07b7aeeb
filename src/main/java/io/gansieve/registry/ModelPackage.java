package io.gansieve.registry;

import io.gansieve.image.Sha256;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A version with its files. Megabytes large, so its arrays are shared, not copied: nobody writes
 * to them.
 */
@SuppressWarnings("ArrayRecordComponent")
public record ModelPackage(ModelVersion version, byte[] detectorOnnx, byte[] generatorOnnx, byte[] samplesPng) {
    /** Throws {@link CorruptEnvelopeException} unless the files are those whose SHA-256 the metadata hold. */
    static ModelPackage of(ModelVersion version, Map<String, byte[]> files) throws CorruptEnvelopeException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String expected = version.sha256().getOrDefault(file.getKey(), "none");
            String found = Sha256.hex(file.getValue());
            if (!expected.equals(found)) {
                throw new CorruptEnvelopeException("%s of version %d: expected SHA-256 %s, found %s"
                        .formatted(file.getKey(), version.version(), expected, found));
            }
        }
        return new ModelPackage(
                version,
                file(files, ModelVersion.DETECTOR),
                file(files, ModelVersion.GENERATOR),
                file(files, ModelVersion.SAMPLES));
    }

    private static byte[] file(Map<String, byte[]> files, String name) throws CorruptEnvelopeException {
        byte[] file = files.get(name);
        if (file == null) {
            throw new CorruptEnvelopeException("a model record must hold %s, found %s".formatted(name, files.keySet()));
        }
        return file;
    }

    /** Of all files together. */
    public long bytes() {
        return (long) detectorOnnx.length + generatorOnnx.length + samplesPng.length;
    }

    /** The files under the names of {@link ModelVersion#sha256}. */
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
