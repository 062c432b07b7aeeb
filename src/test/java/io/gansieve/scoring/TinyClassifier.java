package io.gansieve.scoring;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.List;
import onnx.Onnx;

/** A classifier small enough to check by hand: the first pixels are the classes' logits, so that the brightest of them wins. */
public final class TinyClassifier {
    public static final int CLASSES = 10;
    public static final int RECIPE = 3;
    public static final String DATA_SHA256 = "da7a";

    private TinyClassifier() {}

    public static byte[] onnx() {
        return onnx(RECIPE, DATA_SHA256);
    }

    public static byte[] onnx(int recipe, String dataSha256) {
        return onnx(
                new ClassifierMetadata(ClassifierMetadata.SCHEMA, ImageShape.MNIST, CLASSES, 0.99, recipe, dataSha256));
    }

    static byte[] onnx(ClassifierMetadata metadata) {
        int float32 = Onnx.TensorProto.DataType.FLOAT.getNumber();
        ImageShape shape = metadata.shape();
        Onnx.GraphProto graph = Onnx.GraphProto.newBuilder()
                .setName("tiny")
                .addInput(value(
                        "image",
                        Onnx.TensorProto.DataType.UINT8.getNumber(),
                        shape.height(),
                        shape.width(),
                        shape.channels()))
                .addOutput(value("probabilities", float32, CLASSES))
                .addInitializer(numbers("starts", 0))
                .addInitializer(numbers("ends", CLASSES))
                .addInitializer(numbers("axes", 1))
                .addNode(node("Cast", "floats", "image").addAttribute(integer("to", float32)))
                .addNode(node("Flatten", "row", "floats").addAttribute(integer("axis", 1)))
                .addNode(node("Slice", "logits", "row", "starts", "ends", "axes"))
                .addNode(node("Softmax", "probabilities", "logits").addAttribute(integer("axis", 1)))
                .build();
        Onnx.ModelProto.Builder model = Onnx.ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph);
        metadata.toProperties()
                .forEach((key, value) -> model.addMetadataProps(
                        Onnx.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    /** Of one class beyond doubt, of grey level {@code value} in its last rows. */
    public static Image image(int imageClass, int value) {
        byte[] pixels = new byte[ImageShape.MNIST.size()];
        for (int i = pixels.length / 2; i < pixels.length; i++) {
            pixels[i] = (byte) value;
        }
        pixels[imageClass] = (byte) 255;
        return Image.of(ImageShape.MNIST, pixels);
    }

    private static Onnx.NodeProto.Builder node(String operator, String output, String... inputs) {
        return Onnx.NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }

    private static Onnx.AttributeProto integer(String name, int value) {
        return Onnx.AttributeProto.newBuilder()
                .setName(name)
                .setType(Onnx.AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static Onnx.TensorProto numbers(String name, long value) {
        return Onnx.TensorProto.newBuilder()
                .setName(name)
                .setDataType(Onnx.TensorProto.DataType.INT64.getNumber())
                .addDims(1)
                .addInt64Data(value)
                .build();
    }

    private static Onnx.ValueInfoProto value(String name, int type, int... dimensions) {
        Onnx.TensorShapeProto.Builder shape = Onnx.TensorShapeProto.newBuilder()
                .addDim(Onnx.TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
        for (int dimension : dimensions) {
            shape.addDim(Onnx.TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
        }
        return Onnx.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(Onnx.TypeProto.newBuilder()
                        .setTensorType(Onnx.TypeProto.Tensor.newBuilder()
                                .setElemType(type)
                                .setShape(shape)))
                .build();
    }
}
