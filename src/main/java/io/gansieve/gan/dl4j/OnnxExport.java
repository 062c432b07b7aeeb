package io.gansieve.gan.dl4j;

import static io.gansieve.gan.dl4j.OnnxGraph.attribute;

import io.gansieve.image.ImageShape;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Writes networks as ONNX files that take and give 8-bit images in [N,H,W,C], with the arithmetic of {@link Pixels} inside. Runs
 * inside a {@link Scratch#step}.
 */
final class OnnxExport {
    private static final long[] TO_CHANNELS_FIRST = {0, 3, 1, 2};
    private static final long[] TO_CHANNELS_LAST = {0, 2, 3, 1};

    private final ImageShape shape;

    OnnxExport(ImageShape shape) {
        this.shape = shape;
    }

    /** Input {@code image}, outputs {@code logit} and {@code features}. */
    byte[] detector(Network network, Map<String, String> metadata) {
        OnnxGraph graph = new OnnxGraph("detector");
        String image = graph.input("image", OnnxGraph.UINT8, shape.height(), shape.width(), shape.channels());
        OnnxLayers layers = new OnnxLayers(graph, views(graph, image), shape.height(), shape.width());
        List<Network.Stage> stages = network.stages();
        int last = stages.size() - 1;
        stages.subList(0, last).forEach(layers::append);
        layers.rename("features");
        layers.append(stages.get(last));
        layers.rename("logit");
        INDArray head = stages.get(last).layer().getParam("W");
        graph.output("logit", OnnxGraph.FLOAT, 1);
        graph.output("features", OnnxGraph.FLOAT, head.size(0));
        return graph.model(metadata);
    }

    /** Input {@code latent}, output {@code image}. */
    byte[] generator(Network network, int latentSize, Map<String, String> metadata) {
        OnnxGraph graph = new OnnxGraph("generator");
        OnnxLayers layers = new OnnxLayers(graph, graph.input("latent", OnnxGraph.FLOAT, latentSize), 1, 1);
        network.stages().forEach(layers::append);
        graph.rename(quantised(graph, layers.value()), "image");
        graph.output("image", OnnxGraph.UINT8, shape.height(), shape.width(), shape.channels());
        return graph.model(metadata);
    }

    /** {@link Pixels#views}. */
    private static String views(OnnxGraph graph, String image) {
        String floats = graph.node("Cast", List.of(image), attribute("to", OnnxGraph.FLOAT));
        String pixels = graph.node("Transpose", List.of(floats), attribute("perm", TO_CHANNELS_FIRST));
        String unit = graph.node("Div", List.of(pixels, graph.constant(Pixels.HALF_RANGE)));
        String scaled = graph.node("Sub", List.of(unit, graph.constant(1f)));
        String inverse = graph.node("Sub", List.of(graph.constant(255f), pixels));
        return graph.node("Concat", List.of(scaled, edge(graph, pixels), edge(graph, inverse)), attribute("axis", 1L));
    }

    private static String edge(OnnxGraph graph, String values) {
        String bounded = graph.node("Min", List.of(values, graph.constant(Pixels.EDGE)));
        return graph.node("Div", List.of(bounded, graph.constant(Pixels.EDGE)));
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
