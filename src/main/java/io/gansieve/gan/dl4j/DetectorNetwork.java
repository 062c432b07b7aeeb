package io.gansieve.gan.dl4j;

import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.HistogramWhitening;
import io.gansieve.image.GreyHistogram;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The detector: a convolutional trunk over pixels and forensic views, a branch over the grey-level histogram, and a head over
 * both. Steps as a {@link Network} does. One thread at a time.
 */
final class DetectorNetwork implements AutoCloseable {
    private static final String NAME = "detector.";
    private static final String AVERAGE = "detector.average.";
    private static final List<String> PARTS = List.of("trunk", "histogram", "head");

    private final Pixels pixels;
    private HistogramWhitening whitening;
    private final Network trunk;
    private final Network histogram;
    private final Network head;
    private final List<Network> parts;

    DetectorNetwork(ImageShape shape, Architecture architecture) {
        pixels = new Pixels(shape);
        whitening = HistogramWhitening.none(GreyHistogram.BINS * shape.channels());
        trunk = architecture.detectorTrunk();
        histogram = architecture.detectorHistogram();
        head = architecture.detectorHead();
        parts = List.of(trunk, histogram, head);
    }

    Network trunk() {
        return trunk;
    }

    Network histogram() {
        return histogram;
    }

    Network head() {
        return head;
    }

    /** Logits [N,1] and features [N,64]. */
    Network.Forward forward(List<Image> images, boolean training) {
        INDArray seen = trunk.forward(pixels.views(images), training).output();
        INDArray counted = histogram.forward(histograms(images), training).output();
        return head.forward(Nd4j.concat(1, seen, counted), training);
    }

    private INDArray histograms(List<Image> images) {
        return Nd4j.create(images.stream().map(whitening::apply).toArray(float[][]::new));
    }

    /** What the histogram branch counts from. */
    HistogramWhitening whitening() {
        return whitening;
    }

    void whiten(HistogramWhitening fitted) {
        whitening = fitted;
    }

    /** Goes on from {@link #forward} with the logits' gradient [N,1]. */
    void backward(INDArray gradient) {
        INDArray joined = head.backward(gradient);
        long border = joined.size(1) - Architecture.HISTOGRAM_FEATURES;
        trunk.backward(columns(joined, 0, border));
        histogram.backward(columns(joined, border, joined.size(1)));
    }

    /** The logits' gradient [N,1] as one on {@link Pixels#views}, through the trunk. */
    INDArray viewsGradient(INDArray gradient) {
        INDArray joined = head.inputGradient(gradient);
        return trunk.inputGradient(columns(joined, 0, joined.size(1) - Architecture.HISTOGRAM_FEATURES));
    }

    void update() {
        parts.forEach(Network::update);
    }

    void initialise(SplittableRandom random) {
        whitening = HistogramWhitening.none(whitening.mean().length);
        parts.forEach(part -> part.initialise(random.split()));
    }

    /** {@code this ← decay · this + (1 − decay) · other}, over all parameters. */
    void averageWith(DetectorNetwork other, double decay) {
        each(i -> parts.get(i).averageWith(other.parts.get(i), decay));
    }

    /** Parameters and updaters' states, under {@code detector.…}. */
    void save(Map<String, float[]> tensors) {
        tensors.putAll(whitening.tensors());
        each(i -> parts.get(i).save(tensors, NAME + PARTS.get(i)));
    }

    void load(GanSnapshot snapshot) {
        whitening = HistogramWhitening.load(snapshot);
        each(i -> parts.get(i).load(snapshot, NAME + PARTS.get(i)));
    }

    /** Parameters alone, under {@code detector.average.…}. */
    void saveAverage(Map<String, float[]> tensors) {
        each(i -> tensors.put(AVERAGE + PARTS.get(i), parts.get(i).parameters()));
    }

    void loadAverage(GanSnapshot snapshot) {
        whitening = HistogramWhitening.load(snapshot);
        each(i -> parts.get(i).load(snapshot.tensor(AVERAGE + PARTS.get(i))));
    }

    /** The same parameters, without the updaters' states. */
    void copy(DetectorNetwork other) {
        whitening = other.whitening;
        each(i -> parts.get(i).load(other.parts.get(i).parameters()));
    }

    @Override
    public void close() {
        parts.forEach(Network::close);
    }

    private static void each(IntConsumer work) {
        IntStream.range(0, PARTS.size()).forEach(work);
    }

    private static INDArray columns(INDArray array, long from, long to) {
        return array.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)).dup('c');
    }
}
