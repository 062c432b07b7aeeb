package io.gansieve.scoring;

import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import onnx.Onnx;

/** A detector small enough to check by hand: features are the means of the channels, logit = slope · Σ features / 255 + bias. */
public final class TinyDetector {
    public static final ImageShape SHAPE = new ImageShape(8, 10, 1);

    private TinyDetector() {}

    public static DetectorMetadata metadata(long version) {
        return new DetectorMetadata(
                DetectorMetadata.SCHEMA,
                version,
                SHAPE,
                ImageFit.RESIZE,
                Calibration.IDENTITY,
                new Thresholds(0.2, 0.8, 0.9, 0.01),
                FrameThresholds.NONE,
                Familiarity.UNLIMITED,
                List.of("gan"));
    }

    public static byte[] onnx(ImageShape shape, double slope, double bias, Map<String, String> metadata) {
        return model(shape, slope, bias, metadata, "logit", Onnx.TensorProto.DataType.UINT8);
    }

    static byte[] model(
            ImageShape shape,
            double slope,
            double bias,
            Map<String, String> metadata,
            String logit,
            Onnx.TensorProto.DataType input) {
        int float32 = Onnx.TensorProto.DataType.FLOAT.getNumber();
        Onnx.GraphProto graph = Onnx.GraphProto.newBuilder()
                .setName("tiny")
                .addInput(tensor("image", input.getNumber(), shape.height(), shape.width(), shape.channels()))
                .addOutput(tensor(logit, float32, 1))
                .addOutput(tensor("features", float32, shape.channels()))
                .addInitializer(
                        constant("weight", shape.channels(), slope / 255).addDims(1))
                .addInitializer(constant("bias", 1, bias))
                .addNode(node("Cast", "pixels", "image")
                        .addAttribute(Onnx.AttributeProto.newBuilder()
                                .setName("to")
                                .setType(Onnx.AttributeProto.AttributeType.INT)
                                .setI(float32)))
                .addNode(node("ReduceMean", "features", "pixels")
                        .addAttribute(Onnx.AttributeProto.newBuilder()
                                .setName("axes")
                                .setType(Onnx.AttributeProto.AttributeType.INTS)
                                .addInts(1)
                                .addInts(2))
                        .addAttribute(Onnx.AttributeProto.newBuilder()
                                .setName("keepdims")
                                .setType(Onnx.AttributeProto.AttributeType.INT)
                                .setI(0)))
                .addNode(node("Gemm", logit, "features", "weight", "bias"))
                .build();
        Onnx.ModelProto.Builder model = Onnx.ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph);
        metadata.forEach((key, value) -> model.addMetadataProps(
                Onnx.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    public static Detector load(long version, double slope, double bias) {
        return Detector.load(onnx(SHAPE, slope, bias, metadata(version).toProperties()));
    }

    public static Image grey(int value) {
        return grey(SHAPE, value);
    }

    public static Image grey(ImageShape shape, int value) {
        byte[] pixels = new byte[shape.size()];
        Arrays.fill(pixels, (byte) value);
        return Image.of(shape, pixels);
    }

    static Onnx.NodeProto.Builder node(String operator, String output, String... inputs) {
        return Onnx.NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }

    static Onnx.TensorProto.Builder constant(String name, int size, double value) {
        Onnx.TensorProto.Builder tensor = Onnx.TensorProto.newBuilder()
                .setName(name)
                .setDataType(Onnx.TensorProto.DataType.FLOAT.getNumber())
                .addDims(size);
        for (int i = 0; i < size; i++) {
            tensor.addFloatData((float) value);
        }
        return tensor;
    }

    static Onnx.ValueInfoProto tensor(String name, int type, int... dimensions) {
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
