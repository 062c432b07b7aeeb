package io.gansieve.scoring.onnx;

import java.util.Set;

/**
 * What a model may hold and cost.
 *
 * @param bytes of a file
 * @param nodes of its graph; so many constants, too
 * @param metadataBytes of all keys and values
 * @param imageElements of the largest image, a channel of a pixel each: what a file declares beyond lets it take no more
 * @param imageMemory bytes of all values of a run of one image, beside {@link #MEMORY_PER_ELEMENT} an element of the image
 * @param imageWork of a run of one image, in multiply-adds, beside {@link #WORK_PER_ELEMENT} an element of the image
 * @param largestBatch images of one run at most
 * @param operators names in the standard's own domain
 */
public record ModelRules(
        int bytes,
        int nodes,
        int metadataBytes,
        long imageElements,
        long imageMemory,
        long imageWork,
        int largestBatch,
        Set<String> operators) {
    private static final long LARGEST_IMAGE = 3 << 20;

    /** Of the networks that are trained here, whose cost grows with the size of the images. */
    private static final long MEMORY_PER_ELEMENT = 2048;

    private static final long WORK_PER_ELEMENT = 20_000;

    /** A run of a batch may take so many times what one image may. */
    private static final long BATCH_MEMORY = 2;

    private static final long BATCH_WORK = 16;

    /** Models that serve or are made here: detectors, generators and classifiers. */
    public static final ModelRules SERVING = new ModelRules(
            80 << 20, 4096, 512 << 10, LARGEST_IMAGE, 256L << 20, 500_000_000, 64, Operators.CONVOLUTIONAL);

    /** Detectors in files that a person names. */
    public static final ModelRules FOREIGN = new ModelRules(
            256 << 20, 8192, 512 << 10, LARGEST_IMAGE, 1L << 30, 10_000_000_000L, 64, Operators.CONVOLUTIONAL);

    /** Networks that describe photographs; one image a run. */
    public static final ModelRules BACKBONE = new ModelRules(
            1 << 30, 16_384, 512 << 10, LARGEST_IMAGE, 4L << 30, 200_000_000_000L, 1, Operators.BACKBONE);

    public ModelRules {
        operators = Set.copyOf(operators);
    }

    /** The same for images of one size. */
    public ModelRules forImagesOf(int elements) {
        return new ModelRules(bytes, nodes, metadataBytes, elements, imageMemory, imageWork, largestBatch, operators);
    }

    /** Bytes that a run of so many images may take. */
    long memory(int batch, long elements) {
        return (imageMemory + MEMORY_PER_ELEMENT * Math.min(elements, imageElements)) * (batch == 1 ? 1 : BATCH_MEMORY);
    }

    long work(int batch, long elements) {
        return (imageWork + WORK_PER_ELEMENT * Math.min(elements, imageElements)) * (batch == 1 ? 1 : BATCH_WORK);
    }
}
