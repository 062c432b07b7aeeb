package io.gansieve.gan.dl4j;

import java.util.Arrays;
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
    /** The operations' code for weights [out, in, k, k]. */
    private static final int OUT_IN_K_K = 1;

    /** And for weights [k, k, in, out]. */
    private static final int K_K_IN_OUT = 0;

    private ConvolutionOps() {}

    /** Writes the convolution of {@code x} with {@code weights} [out, in, k, k], plus {@code bias} [out], to {@code out}. */
    static void forward(INDArray x, INDArray weights, INDArray bias, int stride, INDArray out) {
        execute("conv2d", weights, stride, OUT_IN_K_K, new INDArray[] {x, weights, bias}, new INDArray[] {out});
    }

    /** The same without a bias: the gradient of {@link #transposed} with respect to its input. */
    static void forward(INDArray x, INDArray weights, int stride, INDArray out) {
        execute("conv2d", weights, stride, OUT_IN_K_K, new INDArray[] {x, weights}, new INDArray[] {out});
    }

    /**
     * Writes the gradients of {@link #forward}.
     *
     * @param inputs x, weights, bias if there is one, gradient on the output
     * @param gradients on x, weights, bias if there is one
     */
    static void backward(INDArray[] inputs, int stride, INDArray[] gradients) {
        execute("conv2d_bp", inputs[1], stride, OUT_IN_K_K, inputs, gradients);
    }

    /**
     * Writes the gradient on x alone: the transposed convolution of the gradient on the output. The same bits as
     * {@link #backward}'s.
     */
    static void transposed(INDArray outGradient, INDArray weights, int stride, INDArray inGradient) {
        if (inGradient.size(2) != inGradient.size(3) || inGradient.size(2) % stride != 0) {
            // The fast operation takes height for width and wants whole strides. This one gives a weight gradient, too;
            // nobody
            // wants it: any finite x will do for it.
            INDArray x = Nd4j.zerosLike(inGradient);
            backward(new INDArray[] {x, weights, outGradient}, stride, new INDArray[] {inGradient, weights.ulike()});
            return;
        }
        // Of the layouts [k, k, in, out] alone reaches oneDNN here; a view is enough.
        INDArray view = weights.permute(2, 3, 1, 0);
        INDArray shape = Nd4j.createFromArray(
                Arrays.stream(inGradient.shape()).mapToInt(Math::toIntExact).toArray());
        execute("deconv2d_tf", weights, stride, K_K_IN_OUT, new INDArray[] {shape, view, outGradient}, new INDArray[] {
            inGradient
        });
    }

    private static void execute(
            String name, INDArray weights, int stride, int layout, INDArray[] inputs, INDArray[] outputs) {
        int kernelHeight = (int) weights.size(2);
        int kernelWidth = (int) weights.size(3);
        // kernel, stride, padding (ignored: SAME), dilation, SAME = 1, NCHW = 0, layout of the weights
        Nd4j.exec(DynamicCustomOp.builder(name)
                .addInputs(inputs)
                .addIntegerArguments(kernelHeight, kernelWidth, stride, stride, 0, 0, 1, 1, 1, 0, layout)
                .addOutputs(outputs)
                .callInplace(false)
                .build());
    }
}
