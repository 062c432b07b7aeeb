package io.gansieve.gan.dl4j;

import static io.gansieve.gan.dl4j.OnnxGraph.attribute;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** Appends a network's layers to an ONNX graph one after the other, keeping track of the value's height and width. */
final class OnnxLayers {
    private final OnnxGraph graph;
    private String value;
    private long height;
    private long width;

    OnnxLayers(OnnxGraph graph, String value, long height, long width) {
        this.graph = graph;
        this.value = value;
        this.height = height;
        this.width = width;
    }

    /** The name of the last layer's output. */
    String value() {
        return value;
    }

    /** Names the last layer's output for the outside. */
    void rename(String name) {
        graph.rename(value, name);
        value = name;
    }

    void append(Network.Stage stage) {
        stage.reshape().ifPresent(this::reshape);
        Layer layer = stage.layer();
        Object configuration = layer.conf().getLayer();
        if (configuration instanceof SameConvolution convolution) {
            convolve(layer, convolution);
        } else if (configuration instanceof SameDeconvolution deconvolution) {
            deconvolve(layer, deconvolution);
        } else if (configuration instanceof Linear) {
            value = graph.node("Gemm", List.of(value, constant(layer, "W"), vector(layer, "b")));
        } else if (configuration instanceof ActivationLayer activation) {
            activate(activation.getActivationFn());
        } else if (configuration instanceof Cropping2D crop) {
            crop(crop.getCropping());
        } else {
            throw new IllegalArgumentException("no ONNX form for a layer of " + configuration.getClass());
        }
    }

    private void reshape(InputPreProcessor reshape) {
        if (reshape instanceof CnnToFeedForwardPreProcessor) {
            value = graph.node("Flatten", List.of(value), attribute("axis", 1L));
        } else if (reshape instanceof FeedForwardToCnnPreProcessor planes) {
            height = planes.getInputHeight();
            width = planes.getInputWidth();
            String dimensions = graph.constant(-1L, planes.getNumChannels(), height, width);
            value = graph.node("Reshape", List.of(value, dimensions));
        } else {
            throw new IllegalArgumentException("no ONNX form for a reshape of " + reshape.getClass());
        }
    }

    private void convolve(Layer layer, SameConvolution convolution) {
        long kernel = convolution.getKernelSize()[0];
        long stride = convolution.getStride()[0];
        long outHeight = SameConvolution.outputs(height, stride);
        long outWidth = SameConvolution.outputs(width, stride);
        long[] pads = pads(height, outHeight, width, outWidth, kernel, stride);
        connect("Conv", layer, kernel, stride, pads);
        height = outHeight;
        width = outWidth;
    }

    /** Padded as the convolution whose input gradient it is: from the larger image to the smaller. */
    private void deconvolve(Layer layer, SameDeconvolution deconvolution) {
        long kernel = deconvolution.getKernelSize()[0];
        long stride = deconvolution.getStride()[0];
        long[] pads = pads(height * stride, height, width * stride, width, kernel, stride);
        connect("ConvTranspose", layer, kernel, stride, pads);
        height *= stride;
        width *= stride;
    }

    private void connect(String operator, Layer layer, long kernel, long stride, long[] pads) {
        value = graph.node(
                operator,
                List.of(value, constant(layer, "W"), vector(layer, "b")),
                attribute("kernel_shape", new long[] {kernel, kernel}),
                attribute("strides", new long[] {stride, stride}),
                attribute("pads", pads));
    }

    private void activate(IActivation activation) {
        if (activation instanceof ActivationLReLU leaky) {
            value = graph.node("LeakyRelu", List.of(value), attribute("alpha", (float) leaky.getAlpha()));
        } else if (activation instanceof ActivationReLU) {
            value = graph.node("Relu", List.of(value));
        } else if (activation instanceof ActivationTanH) {
            value = graph.node("Tanh", List.of(value));
        } else {
            throw new IllegalArgumentException("no ONNX form for the activation " + activation);
        }
    }

    /** @param edges rows at the top and bottom, columns at the left and right */
    private void crop(int[] edges) {
        String starts = graph.constant(edges[0], edges[2]);
        String ends = graph.constant(height - edges[1], width - edges[3]);
        String axes = graph.constant(2L, 3L);
        value = graph.node("Slice", List.of(value, starts, ends, axes));
        height -= edges[0] + edges[1];
        width -= edges[2] + edges[3];
    }

    private String constant(Layer layer, String parameter) {
        return graph.constant(layer.getParam(parameter));
    }

    private String vector(Layer layer, String parameter) {
        return graph.constant(LinearComputation.vector(layer.getParam(parameter)));
    }

    /** ONNX order: top, left, bottom, right. */
    private static long[] pads(long height, long outHeight, long width, long outWidth, long kernel, long stride) {
        long vertical = Math.max(0, (outHeight - 1) * stride + kernel - height);
        long horizontal = Math.max(0, (outWidth - 1) * stride + kernel - width);
        return new long[] {
            vertical / 2, horizontal / 2, vertical - vertical / 2, horizontal - horizontal / 2,
        };
    }
}
