package io.gansieve.scoring.onnx;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The operators whose outputs and cost can be told beforehand (ONNX operator sets 7 to 22). */
final class Operators {
    static final long OLDEST = 7;
    static final long NEWEST = 22;

    private static final Set<String> CONTROL_FLOW = Set.of(
            "If",
            "Loop",
            "Scan",
            "SequenceMap",
            "SequenceConstruct",
            "SequenceAt",
            "SequenceInsert",
            "SequenceErase",
            "SequenceEmpty",
            "Optional",
            "RNN",
            "GRU",
            "LSTM");

    private static final int MANY = 1024;

    private static final Map<String, Operator> ALL = all();

    /** Of ordinary convolutional networks, and of all files that are written here. */
    static final Set<String> CONVOLUTIONAL =
            without("Where", "Equal", "ConstantOfShape", "Expand", "Tile", "Erf", "Gelu");

    /** All: networks that describe photographs are exported from other programs, transformers among them. */
    static final Set<String> BACKBONE = ALL.keySet();

    private Operators() {}

    static Operator of(Node node) {
        Operator operator = ALL.get(node.operator());
        if (operator == null) {
            throw unknown(node.operator());
        }
        return operator;
    }

    static void requireKnown(String operator, ModelRules rules) {
        if (CONTROL_FLOW.contains(operator)) {
            throw new ModelRefusedException(
                    Refusal.CONTROL_FLOW, "expected a network without loops and branches, found " + operator);
        }
        if (!rules.operators().contains(operator)) {
            throw unknown(operator);
        }
    }

    private static ModelRefusedException unknown(String operator) {
        return new ModelRefusedException(
                Refusal.UNKNOWN_OPERATOR,
                "operator %s is not on the list".formatted(ModelRefusedException.quoted(operator)));
    }

    private static Set<String> without(String... operators) {
        Set<String> left = new TreeSet<>(ALL.keySet());
        left.removeAll(Set.of(operators));
        return left;
    }

    private static Map<String, Operator> all() {
        Map<String, Operator> all = new TreeMap<>();
        elementwise(all);
        functions(all);
        movement(all);
        sizes(all);
        reductions(all);
        convolutions(all);
        return Map.copyOf(all);
    }

    private static Operator operator(int fewest, int most, Operator.Rule rule, String... attributes) {
        return new Operator(fewest, most, 1, Set.of(attributes), rule);
    }

    private static void elementwise(Map<String, Operator> all) {
        for (String name : Set.of("Relu", "Abs", "Neg", "Floor", "Ceil", "Round", "Sign", "Not", "HardSwish")) {
            all.put(name, operator(1, 1, Elementwise::same));
        }
        all.put("LeakyRelu", operator(1, 1, Elementwise::same, "alpha"));
        all.put("ThresholdedRelu", operator(1, 1, Elementwise::same, "alpha"));
        all.put("HardSigmoid", operator(1, 1, Elementwise::same, "alpha", "beta"));
        all.put("Clip", operator(1, 3, Elementwise::clip, "min", "max"));
        all.put("Cast", operator(1, 1, Elementwise::cast, "to"));
        all.put("Dropout", operator(1, 3, Elementwise::dropout, "ratio", "seed"));
        for (String name : Set.of("Add", "Sub", "Mul")) {
            all.put(name, operator(2, 2, Elementwise::arithmetic));
        }
        all.put("Div", operator(2, 2, Elementwise::division));
        for (String name : Set.of("Min", "Max", "Sum", "Mean")) {
            all.put(name, operator(1, MANY, Elementwise::arithmetic));
        }
        for (String name : Set.of("Greater", "Less", "GreaterOrEqual", "LessOrEqual", "Equal", "And", "Or")) {
            all.put(name, operator(2, 2, Elementwise::comparison));
        }
        all.put("Where", operator(3, 3, Elementwise::where));
        all.put("Pow", operator(2, 2, Elementwise::power));
        all.put("PRelu", operator(2, 2, Elementwise::slope));
    }

    private static void functions(Map<String, Operator> all) {
        for (String name : Set.of(
                "Sigmoid",
                "Tanh",
                "Exp",
                "Log",
                "Sqrt",
                "Reciprocal",
                "Erf",
                "Sin",
                "Cos",
                "Atan",
                "Asinh",
                "Sinh",
                "Cosh",
                "Softplus",
                "Softsign",
                "Mish")) {
            all.put(name, operator(1, 1, Elementwise::function));
        }
        all.put("Elu", operator(1, 1, Elementwise::function, "alpha"));
        all.put("Celu", operator(1, 1, Elementwise::function, "alpha"));
        all.put("Selu", operator(1, 1, Elementwise::function, "alpha", "gamma"));
        all.put("Gelu", operator(1, 1, Elementwise::function, "approximate"));
        all.put("Softmax", operator(1, 1, Elementwise::softmax, "axis"));
        all.put("LogSoftmax", operator(1, 1, Elementwise::softmax, "axis"));
        all.put(
                "BatchNormalization",
                operator(5, 5, Elementwise::channels, "epsilon", "momentum", "spatial", "training_mode"));
        all.put("InstanceNormalization", operator(3, 3, Elementwise::channels, "epsilon"));
        all.put("LayerNormalization", operator(2, 3, Elementwise::layer, "axis", "epsilon", "stash_type"));
        all.put("LpNormalization", operator(1, 1, Reductions::norm, "axis", "p"));
        all.put("LRN", operator(1, 1, Elementwise::neighbours, "alpha", "beta", "bias", "size"));
    }

    private static void movement(Map<String, Operator> all) {
        all.put("Identity", operator(1, 1, Movement::identity));
        all.put("Transpose", operator(1, 1, Movement::transpose, "perm"));
        all.put("Reshape", operator(2, 2, Movement::reshape, "allowzero"));
        all.put("Flatten", operator(1, 1, Movement::flatten, "axis"));
        all.put("Squeeze", operator(1, 2, Movement::squeeze, "axes"));
        all.put("Unsqueeze", operator(1, 2, Movement::unsqueeze, "axes"));
        all.put("Concat", operator(1, MANY, Movement::concat, "axis"));
        all.put("Slice", operator(1, 5, Movement::slice, "starts", "ends", "axes"));
        all.put("Split", new Operator(1, 2, MANY, Set.of("axis", "split", "num_outputs"), Movement::split));
        all.put("Gather", operator(2, 2, Movement::gather, "axis"));
        all.put("DepthToSpace", operator(1, 1, Movement::depthToSpace, "blocksize", "mode"));
        all.put("SpaceToDepth", operator(1, 1, Movement::spaceToDepth, "blocksize"));
    }

    private static void sizes(Map<String, Operator> all) {
        all.put("Pad", operator(1, 3, Movement::pad, "pads", "mode", "value"));
        all.put("Expand", operator(2, 2, Movement::expand));
        all.put("Tile", operator(2, 2, Movement::tile));
        all.put(
                "Constant",
                operator(0, 0, Movement::constant, "value", "value_int", "value_ints", "value_float", "value_floats"));
        all.put("ConstantOfShape", operator(1, 1, Movement::constantOfShape, "value"));
        all.put("Shape", operator(1, 1, Movement::shape, "start", "end"));
        all.put("Upsample", operator(2, 2, Movement::resize, "mode"));
        all.put(
                "Resize",
                operator(
                        2,
                        4,
                        Movement::resize,
                        "mode",
                        "coordinate_transformation_mode",
                        "cubic_coeff_a",
                        "exclude_outside",
                        "extrapolation_value",
                        "nearest_mode"));
    }

    private static void reductions(Map<String, Operator> all) {
        for (String name :
                Set.of("Mean", "Sum", "Max", "Min", "Prod", "L1", "L2", "SumSquare", "LogSum", "LogSumExp")) {
            all.put("Reduce" + name, operator(1, 2, Reductions::reduce, "axes", "keepdims", "noop_with_empty_axes"));
        }
        all.put("ArgMax", operator(1, 1, Reductions::place, "axis", "keepdims", "select_last_index"));
        all.put("ArgMin", operator(1, 1, Reductions::place, "axis", "keepdims", "select_last_index"));
    }

    private static void convolutions(Map<String, Operator> all) {
        all.put(
                "Conv",
                operator(
                        2,
                        3,
                        Convolutions::convolution,
                        "auto_pad",
                        "dilations",
                        "group",
                        "kernel_shape",
                        "pads",
                        "strides"));
        all.put(
                "ConvTranspose",
                operator(
                        2,
                        3,
                        Convolutions::transposed,
                        "auto_pad",
                        "dilations",
                        "group",
                        "kernel_shape",
                        "output_padding",
                        "pads",
                        "strides"));
        all.put(
                "MaxPool",
                operator(
                        1,
                        1,
                        Convolutions::pool,
                        "auto_pad",
                        "ceil_mode",
                        "dilations",
                        "kernel_shape",
                        "pads",
                        "storage_order",
                        "strides"));
        all.put(
                "AveragePool",
                operator(
                        1,
                        1,
                        Convolutions::pool,
                        "auto_pad",
                        "ceil_mode",
                        "count_include_pad",
                        "kernel_shape",
                        "pads",
                        "strides"));
        all.put("GlobalAveragePool", operator(1, 1, Convolutions::globalPool));
        all.put("GlobalMaxPool", operator(1, 1, Convolutions::globalPool));
        all.put("Gemm", operator(2, 3, Convolutions::gemm, "alpha", "beta", "transA", "transB"));
        all.put("MatMul", operator(2, 2, Convolutions::matrices));
    }
}
