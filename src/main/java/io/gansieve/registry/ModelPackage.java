package io.gansieve.registry;

/** A version with its parts, as one record of the models topic. */
@SuppressWarnings("ArrayRecordComponent")
public record ModelPackage(ModelVersion version, byte[] detectorOnnx, byte[] generatorOnnx, byte[] samplesPng) {}
