package io.gansieve.gan.dl4j;

import static io.gansieve.gan.dl4j.OnnxGraph.attribute;

import io.gansieve.gan.HistogramWhitening;
import io.gansieve.gan.LatentPrior;
import io.gansieve.image.GreyHistogram;
import io.gansieve.image.ImageShape;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes networks as ONNX files that take and give 8-bit images in [N,H,W,C], with the arithmetic of {@link Pixels} inside. Runs
 * inside a {@link Scratch#step}.
 */
final class OnnxExport {
    /** Squares along the longer side of the thumbnail, at most. */
    private static final long THUMBNAIL = 8;

    private static final long[] TO_CHANNELS_FIRST = {0, 3, 1, 2};
    private static final long[] TO_CHANNELS_LAST = {0, 2, 3, 1};

    private final ImageShape shape;

    OnnxExport(ImageShape shape) {
        this.shape = shape;
    }

    /** Input {@code image}, outputs {@code logit} and {@code features}. */
    byte[] detector(DetectorNetwork network, Map<String, String> metadata) {
        OnnxGraph graph = new OnnxGraph("detector");
        String image = graph.input("image", OnnxGraph.UINT8, shape.height(), shape.width(), shape.channels());
        String floats = graph.node("Cast", List.of(image), attribute("to", OnnxGraph.FLOAT));
        String planes = graph.node("Transpose", List.of(floats), attribute("perm", TO_CHANNELS_FIRST));
        OnnxLayers trunk = layers(graph, views(graph, planes), network.trunk());
        OnnxLayers histogram =
                layers(graph, whitened(graph, histograms(graph, planes), network.whitening()), network.histogram());
        String joined = graph.node("Concat", List.of(trunk.value(), histogram.value()), attribute("axis", 1L));
        List<Network.Stage> stages = network.head().stages();
        OnnxLayers head = new OnnxLayers(graph, joined, 1, 1);
        int last = stages.size() - 1;
        stages.subList(0, last).forEach(head::append);
        String seen = head.value();
        head.append(stages.get(last));
        head.rename("logit");
        String features = graph.node("Concat", List.of(seen, thumbnail(graph, planes)), attribute("axis", 1L));
        graph.rename(features, "features");
        INDArray weights = stages.get(last).layer().getParam("W");
        graph.output("logit", OnnxGraph.FLOAT, 1);
        graph.output("features", OnnxGraph.FLOAT, weights.size(0) + thumbnailSize());
        return graph.model(metadata);
    }

    /** The image averaged over squares, at most 8 by 8 of them, in [0, 1]: what it shows, whoever made it. */
    private String thumbnail(OnnxGraph graph, String planes) {
        String squares = graph.node(
                "AveragePool",
                List.of(planes),
                attribute("kernel_shape", new long[] {square(), square()}),
                attribute("strides", new long[] {square(), square()}),
                attribute("ceil_mode", 1L));
        String unit = graph.node("Div", List.of(squares, graph.constant(255f)));
        return graph.node("Flatten", List.of(unit), attribute("axis", 1L));
    }

    private long thumbnailSize() {
        return SameConvolution.outputs(shape.height(), square())
                * SameConvolution.outputs(shape.width(), square())
                * shape.channels();
    }

    private long square() {
        return SameConvolution.outputs(Math.max(shape.height(), shape.width()), THUMBNAIL);
    }

    private OnnxLayers layers(OnnxGraph graph, String value, Network network) {
        OnnxLayers layers = new OnnxLayers(graph, value, shape.height(), shape.width());
        network.stages().forEach(layers::append);
        return layers;
    }

    /**
     * Input {@code latent}, output {@code image}.
     *
     * @param normals how many normal numbers an input begins with, before the class
     * @param width of an input
     */
    byte[] generator(Network network, LatentPrior prior, int normals, int width, Map<String, String> metadata) {
        OnnxGraph graph = new OnnxGraph("generator");
        String input = graph.input("latent", OnnxGraph.FLOAT, width);
        String placed = prior.components() == 1 ? input : placed(graph, input, prior, normals, width);
        OnnxLayers layers = new OnnxLayers(graph, placed, 1, 1);
        network.stages().forEach(layers::append);
        graph.rename(quantised(graph, layers.value()), "image");
        graph.output("image", OnnxGraph.UINT8, shape.height(), shape.width(), shape.channels());
        return graph.model(metadata);
    }

    /** {@link ClassColumns#latents}: the first mean, and for each threshold that is passed the way to the next one. */
    private static String placed(OnnxGraph graph, String input, LatentPrior prior, int normals, int width) {
        float[][] means = prior.means(normals);
        INDArray first = Nd4j.zeros(1, width);
        INDArray steps = Nd4j.zeros(means.length - 1, width);
        INDArray rest = Nd4j.ones(1, width).putScalar(0, 0);
        for (int i = 0; i < normals; i++) {
            first.putScalar(0, i, means[0][i]);
            for (int k = 1; k < means.length; k++) {
                steps.putScalar(k - 1, i, means[k][i] - means[k - 1][i]);
            }
        }
        String choice = graph.node("Slice", List.of(input, integer(graph, 0), integer(graph, 1), integer(graph, 1)));
        INDArray thresholds = Nd4j.create(prior.thresholds(), new long[] {1, means.length - 1}, 'c');
        String passed = graph.node("Greater", List.of(choice, graph.constant(thresholds)));
        String counted = graph.node("Cast", List.of(passed), attribute("to", OnnxGraph.FLOAT));
        String moved = graph.node("MatMul", List.of(counted, graph.constant(steps)));
        String mean = graph.node("Add", List.of(moved, graph.constant(first)));
        String others = graph.node("Mul", List.of(input, graph.constant(rest)));
        return graph.node("Add", List.of(others, mean));
    }

    /** {@link Pixels#views}. */
    private static String views(OnnxGraph graph, String pixels) {
        String unit = graph.node("Div", List.of(pixels, graph.constant(Pixels.HALF_RANGE)));
        String scaled = graph.node("Sub", List.of(unit, graph.constant(1f)));
        String inverse = graph.node("Sub", List.of(graph.constant(255f), pixels));
        return graph.node("Concat", List.of(scaled, edge(graph, pixels), edge(graph, inverse)), attribute("axis", 1L));
    }

    private static String edge(OnnxGraph graph, String values) {
        String bounded = graph.node("Min", List.of(values, graph.constant(Pixels.EDGE)));
        return graph.node("Div", List.of(bounded, graph.constant(Pixels.EDGE)));
    }

    /** {@link GreyHistogram}: a bin's share is the share above its lower edge less the share above the next one's. */
    private String histograms(OnnxGraph graph, String pixels) {
        long channels = shape.channels();
        String flat =
                graph.node("Reshape", List.of(pixels, graph.constant(-1L, channels, 1L, shape.size() / channels)));
        String above = graph.node("Greater", List.of(flat, graph.constant(borders())));
        String counted = graph.node("Cast", List.of(above), attribute("to", OnnxGraph.FLOAT));
        String shares = graph.node(
                "ReduceMean", List.of(counted), attribute("axes", new long[] {3}), attribute("keepdims", 0L));
        String all = graph.node("Slice", List.of(shares, integer(graph, 0), integer(graph, 1), integer(graph, 2)));
        String one = graph.node("Max", List.of(all, graph.constant(1f)));
        String zero = graph.node("Min", List.of(all, graph.constant(0f)));
        String lower = graph.node("Concat", List.of(one, shares), attribute("axis", 2L));
        String upper = graph.node("Concat", List.of(shares, zero), attribute("axis", 2L));
        String bins = graph.node("Sub", List.of(lower, upper));
        return graph.node("Flatten", List.of(bins), attribute("axis", 1L));
    }

    /** {@link HistogramWhitening#apply}. */
    private static String whitened(OnnxGraph graph, String shares, HistogramWhitening whitening) {
        float[] mean = whitening.mean();
        INDArray center = Nd4j.create(mean, new long[] {1, mean.length}, 'c');
        INDArray matrix = Nd4j.create(whitening.matrix(), new long[] {mean.length, mean.length}, 'c');
        String centred = graph.node("Sub", List.of(shares, graph.constant(center)));
        String whitened = graph.node("MatMul", List.of(centred, graph.constant(matrix.transpose())));
        String square = graph.node("ReduceSumSquare", List.of(whitened), attribute("axes", new long[] {1}));
        String more = graph.node("Add", List.of(square, graph.constant(1f)));
        String distance = graph.node("Log", List.of(more));
        return graph.node("Concat", List.of(graph.node("Asinh", List.of(whitened)), distance), attribute("axis", 1L));
    }

    private static String integer(OnnxGraph graph, long value) {
        return graph.constant(new long[] {value});
    }

    /** Between the level before a bin and its first, as [1, 1, 12, 1]. */
    private static INDArray borders() {
        float[] borders = new float[GreyHistogram.BINS - 1];
        for (int i = 0; i < borders.length; i++) {
            borders[i] = GreyHistogram.firstLevel(i + 1) - 0.5f;
        }
        return Nd4j.create(borders, new long[] {1, 1, borders.length, 1}, 'c');
    }

    /** {@link Pixels#quantised}. */
    private static String quantised(OnnxGraph graph, String values) {
        String shifted = graph.node("Add", List.of(values, graph.constant(1f)));
        String levels = graph.node("Mul", List.of(shifted, graph.constant(Pixels.HALF_RANGE)));
        String bounded = graph.node("Clip", List.of(levels, graph.scalar(0f), graph.scalar(255f)));
        String rounded = graph.node("Round", List.of(bounded));
        String bytes = graph.node("Cast", List.of(rounded), attribute("to", OnnxGraph.UINT8));
        return graph.node("Transpose", List.of(bytes), attribute("perm", TO_CHANNELS_LAST));
    }
}
