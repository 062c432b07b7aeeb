package io.gansieve.scoring;

import io.gansieve.image.ClassShares;
import io.gansieve.image.Image;
import onnx.Onnx;

/** A generator whose pixels are its inputs: pixel = 128 + 16 · input, 62 normal numbers, then two classes as one-hot. */
public final class TinyGenerator {
    static final int LATENTS = 62;
    static final int CLASSES = 2;
    private static final int SCALE = 16;
    private static final int ZERO = 128;

    private TinyGenerator() {}

    static Generator load() {
        return Generator.load(onnx());
    }

    /** The class whose input is 1; -1 for none. */
    static int classOf(Image image) {
        for (int i = 0; i < CLASSES; i++) {
            if (input(image, LATENTS + i) == 1) {
                return i;
            }
        }
        return -1;
    }

    /** What a pixel was made from, to the 16th below. */
    static double input(Image image, int index) {
        return ((image.pixels()[index] & 0xff) - ZERO) / (double) SCALE;
    }

    public static byte[] onnx() {
        int inputs = LATENTS + CLASSES;
        int float32 = Onnx.TensorProto.DataType.FLOAT.getNumber();
        int uint8 = Onnx.TensorProto.DataType.UINT8.getNumber();
        Onnx.GraphProto graph = Onnx.GraphProto.newBuilder()
                .setName("tiny")
                .addInput(TinyDetector.tensor("latent", float32, inputs))
                .addOutput(TinyDetector.tensor("image", uint8, 8, 8, 1))
                .addInitializer(TinyDetector.constant("scale", inputs, SCALE))
                .addInitializer(TinyDetector.constant("zero", inputs, ZERO))
                .addInitializer(Onnx.TensorProto.newBuilder()
                        .setName("shape")
                        .setDataType(Onnx.TensorProto.DataType.INT64.getNumber())
                        .addDims(4)
                        .addInt64Data(-1)
                        .addInt64Data(8)
                        .addInt64Data(8)
                        .addInt64Data(1))
                .addNode(TinyDetector.node("Mul", "scaled", "latent", "scale"))
                .addNode(TinyDetector.node("Add", "grey", "scaled", "zero"))
                .addNode(TinyDetector.node("Reshape", "shaped", "grey", "shape"))
                .addNode(TinyDetector.node("Cast", "image", "shaped")
                        .addAttribute(Onnx.AttributeProto.newBuilder()
                                .setName("to")
                                .setType(Onnx.AttributeProto.AttributeType.INT)
                                .setI(uint8)))
                .build();
        return Onnx.ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setVersion(13))
                .addMetadataProps(Onnx.StringStringEntryProto.newBuilder()
                        .setKey(ClassShares.PROPERTY)
                        .setValue("3,1,0"))
                .setGraph(graph)
                .build()
                .toByteArray();
    }
}
