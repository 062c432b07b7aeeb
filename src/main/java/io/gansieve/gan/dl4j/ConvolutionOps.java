package io.gansieve.gan.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Two-dimensional convolution in NCHW with SAME padding, through ND4J's own operations. Unlike DL4J's stock layers these reach
 * oneDNN where the natives have it (6 to 12 times faster at our sizes) and the plain kernels where they have not.
 *
 * <p>SAME with stride s makes ⌈n/s⌉ outputs of n inputs; an odd amount of padding puts the larger half at the end.
 */
final class ConvolutionOps {
    private ConvolutionOps() {}

    /** Writes the convolution of {@code x} with {@code weights} [out, in, k, k], plus {@code bias} [out], to {@code out}. */
    static void forward(INDArray x, INDArray weights, INDArray bias, int stride, INDArray out) {
        execute("conv2d", weights, stride, new INDArray[] {x, weights, bias}, new INDArray[] {out});
    }

    /** The same without a bias: the gradient of {@link #transposed} with respect to its input. */
    static void forward(INDArray x, INDArray weights, int stride, INDArray out) {
        execute("conv2d", weights, stride, new INDArray[] {x, weights}, new INDArray[] {out});
    }

    /**
     * Writes the gradients of {@link #forward}.
     *
     * @param inputs x, weights, bias, gradient on the output
     * @param gradients on x, weights, bias
     */
    static void backward(INDArray[] inputs, int stride, INDArray[] gradients) {
        execute("conv2d_bp", inputs[1], stride, inputs, gradients);
    }

    /**
     * The same without a bias; the gradient on x is the transposed convolution of the gradient on the output.
     *
     * @param inputs x, weights, gradient on the output
     * @param gradients on x, weights
     */
    static void transposed(INDArray[] inputs, int stride, INDArray[] gradients) {
        execute("conv2d_bp", inputs[1], stride, inputs, gradients);
    }

    private static void execute(String name, INDArray weights, int stride, INDArray[] inputs, INDArray[] outputs) {
        int kernelHeight = (int) weights.size(2);
        int kernelWidth = (int) weights.size(3);
        // kernel, stride, padding (ignored: SAME), dilation, SAME = 1, NCHW = 0, weights [out, in, k, k] = 1
        Nd4j.exec(DynamicCustomOp.builder(name)
                .addInputs(inputs)
                .addIntegerArguments(kernelHeight, kernelWidth, stride, stride, 0, 0, 1, 1, 1, 0, 1)
                .addOutputs(outputs)
                .callInplace(false)
                .build());
    }
}
