package io.gansieve.gan.dl4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.protobuf.ByteString;

/** An ONNX graph under construction (operator set 13, ir version 7). Values are known by name; each node has one output. */
final class OnnxGraph {
    static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
    static final int UINT8 = TensorProto.DataType.UINT8_VALUE;

    private static final int OPERATOR_SET = 13;
    private static final int IR_VERSION = 7;

    private final GraphProto.Builder graph = GraphProto.newBuilder();

    OnnxGraph(String name) {
        graph.setName(name);
    }

    /** Declares an input [N, dims…]. */
    String input(String name, int type, long... dimensions) {
        graph.addInput(value(name, type, dimensions));
        return name;
    }

    /** Declares an existing value as an output [N, dims…]. */
    void output(String name, int type, long... dimensions) {
        graph.addOutput(value(name, type, dimensions));
    }

    /** Adds a node whose output has a name of its own, which it returns. */
    String node(String operator, List<String> inputs, AttributeProto... attributes) {
        String output = "v" + graph.getNodeCount();
        graph.addNode(NodeProto.newBuilder()
                .setName(output + "." + operator)
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return output;
    }

    /** Gives the newest node's output a name for the outside; later nodes must use that name. */
    void rename(String value, String name) {
        NodeProto.Builder newest = graph.getNodeBuilder(graph.getNodeCount() - 1);
        if (!newest.getOutput(0).equals(value)) {
            throw new IllegalArgumentException("only the newest value can be renamed: " + value);
        }
        newest.setOutput(0, name);
    }

    /** A float constant of dimensions [1]. */
    String constant(float value) {
        return constant(new float[] {value}, 1);
    }

    /** A float constant without dimensions, as some operators want their bounds. */
    String scalar(float value) {
        return constant(new float[] {value});
    }

    /** The array's values in C order. */
    String constant(INDArray array) {
        return constant(array.dup('c').data().asFloat(), array.shape());
    }

    /** A vector of 64-bit integers. */
    String constant(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return constant(TensorProto.DataType.INT64_VALUE, bytes.flip(), values.length);
    }

    private String constant(float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return constant(FLOAT, bytes.flip(), shape);
    }

    private String constant(int type, ByteBuffer bytes, long... shape) {
        String name = "c" + graph.getInitializerCount();
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(type).setRawData(ByteString.copyFrom(bytes));
        for (long dimension : shape) {
            tensor.addDims(dimension);
        }
        graph.addInitializer(tensor);
        return name;
    }

    static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, long[] values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    /** The whole file; metadata in key order, so that equal models are equal bytes. */
    byte[] model(Map<String, String> metadata) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("gansieve")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET))
                .setGraph(graph);
        new TreeMap<>(metadata)
                .forEach((key, value) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    private static ValueInfoProto value(String name, int type, long... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
        for (long dimension : dimensions) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
        }
        TypeProto.Tensor tensor =
                TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape).build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
