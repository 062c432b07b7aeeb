package io.gansieve.scoring.onnx;

import static io.gansieve.scoring.onnx.ModelRefusedException.quoted;

import io.gansieve.scoring.onnx.ModelFile.Declared;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Walks an ONNX file (onnx.proto3, IR version 10 and before). Reads no more than one level below a node, since graphs within graphs
 * are refused where they begin; so its own depth is fixed, whatever is in the file.
 */
final class ModelReader {
    static final int MOST_NAME = 1024;

    private static final int MOST_DOCUMENTATION = 64 << 10;
    private static final int MOST_DOMAINS = 8;

    /** Inputs and outputs of all nodes. */
    private static final int MOST_EDGES_PER_NODE = 8;

    /** A file of ONNX Runtime's own format says so here; it knows it by these bytes, whatever else the file may be. */
    private static final int ORT_MARK = 4;

    private final ModelRules rules;
    private final List<Node> nodes = new ArrayList<>();
    private final SortedMap<String, Value> constants = new TreeMap<>();
    private final List<Declared> inputs = new ArrayList<>();
    private final List<Declared> outputs = new ArrayList<>();
    private final List<Declared> declared = new ArrayList<>();
    private long operators;
    private int domains;
    private int metadataBytes;
    private int edges;

    private ModelReader(ModelRules rules) {
        this.rules = rules;
    }

    /** Throws {@link ModelRefusedException}. */
    static ModelFile read(byte[] file, ModelRules rules) {
        if (file.length > rules.bytes()) {
            throw new ModelRefusedException(
                    Refusal.TOO_LARGE,
                    "expected a model of at most %d bytes, found %d".formatted(rules.bytes(), file.length));
        }
        if (file.length >= ORT_MARK + 4
                && file[ORT_MARK] == 'O'
                && file[ORT_MARK + 1] == 'R'
                && file[ORT_MARK + 2] == 'T'
                && file[ORT_MARK + 3] == 'M') {
            throw ModelRefusedException.malformed("expected an ONNX file, found one of ONNX Runtime's own format");
        }
        return new ModelReader(rules).model(ProtoReader.of("model", file));
    }

    private ModelFile model(ProtoReader model) {
        boolean graph = false;
        while (model.next()) {
            switch (model.field()) {
                case 1, 5 -> model.once().integer();
                case 2, 3, 4 -> model.once().text(MOST_NAME);
                case 6 -> model.once().text(MOST_DOCUMENTATION);
                case 7 -> {
                    graph(model.once().message("graph"));
                    graph = true;
                }
                case 8 -> operatorSet(model.message("operator set"));
                case 14 -> metadata(model.message("metadata"));
                case 20 ->
                    throw new ModelRefusedException(Refusal.TRAINING_INFO, "expected a model without training info");
                case 25 ->
                    throw new ModelRefusedException(
                            Refusal.LOCAL_FUNCTION, "expected a model without functions of its own");
                default -> throw model.unknown();
            }
        }
        if (!graph || operators == 0) {
            throw ModelRefusedException.malformed(
                    "expected an ONNX file with a graph and its operator set, found none");
        }
        return new ModelFile(operators, nodes, constants, inputs, outputs, declared);
    }

    private void operatorSet(ProtoReader set) {
        String domain = "";
        long version = 0;
        while (set.next()) {
            switch (set.field()) {
                case 1 -> domain = set.once().text(MOST_NAME);
                case 2 -> version = set.once().integer();
                default -> throw set.unknown();
            }
        }
        if (++domains > MOST_DOMAINS) {
            throw new ModelRefusedException(
                    Refusal.TOO_LARGE, "expected at most %d operator sets".formatted(MOST_DOMAINS));
        }
        if (isStandard(domain)) {
            if (operators != 0 || version < Operators.OLDEST || version > Operators.NEWEST) {
                throw ModelRefusedException.malformed("expected one operator set of version %d to %d, found %d"
                        .formatted(Operators.OLDEST, Operators.NEWEST, version));
            }
            operators = version;
        } else if (!domain.equals("ai.onnx.ml")) {
            throw customDomain(domain);
        }
    }

    private static boolean isStandard(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    private static ModelRefusedException customDomain(String domain) {
        return new ModelRefusedException(
                Refusal.CUSTOM_DOMAIN, "expected operators of ONNX alone, found domain " + quoted(domain));
    }

    private void metadata(ProtoReader entry) {
        metadataBytes += entry.size();
        if (metadataBytes > rules.metadataBytes()) {
            throw new ModelRefusedException(
                    Refusal.TOO_LARGE, "expected at most %d bytes of metadata".formatted(rules.metadataBytes()));
        }
        while (entry.next()) {
            switch (entry.field()) {
                case 1 -> {
                    // ONNX Runtime can be told to read its settings from here.
                    if (entry.once().text(MOST_NAME).equals("ort_config")) {
                        throw ModelRefusedException.malformed("expected no settings of ONNX Runtime in a model");
                    }
                }
                case 2 -> entry.once().text(rules.metadataBytes());
                default -> throw entry.unknown();
            }
        }
    }

    private void graph(ProtoReader graph) {
        while (graph.next()) {
            switch (graph.field()) {
                case 1 -> {
                    bound("nodes", nodes.size());
                    nodes.add(node(graph.message("node")));
                }
                case 2 -> graph.once().text(MOST_NAME);
                case 5 -> constant(graph.message("tensor"));
                case 10 -> graph.once().text(MOST_DOCUMENTATION);
                case 11 -> declare(graph, inputs);
                case 12 -> declare(graph, outputs);
                case 13 -> declare(graph, declared);
                case 16 -> metadata(graph.message("metadata"));
                default -> throw graph.unknown();
            }
        }
    }

    private void bound(String what, int count) {
        if (count >= rules.nodes()) {
            throw new ModelRefusedException(
                    Refusal.TOO_LARGE, "expected a model of at most %d %s".formatted(rules.nodes(), what));
        }
    }

    private void declare(ProtoReader graph, List<Declared> list) {
        bound("declared values", list.size());
        list.add(declaration(graph.message("value")));
    }

    private void constant(ProtoReader tensor) {
        bound("constants", constants.size());
        TensorReader.Named constant = TensorReader.read(tensor);
        if (constant.name().isEmpty() || constants.put(constant.name(), constant.value()) != null) {
            throw ModelRefusedException.malformed(
                    "expected one constant of a name, found several: " + quoted(constant.name()));
        }
    }

    private Node node(ProtoReader node) {
        List<String> from = new ArrayList<>();
        List<String> to = new ArrayList<>();
        TreeMap<String, Attribute> attributes = new TreeMap<>();
        String operator = "";
        while (node.next()) {
            switch (node.field()) {
                case 1 -> from.add(edge(node));
                case 2 -> to.add(edge(node));
                case 3 -> node.once().text(MOST_NAME);
                case 4 -> operator = node.once().text(MOST_NAME);
                case 5 -> AttributeReader.read(node.message("attribute"), attributes);
                case 6 -> node.once().text(MOST_DOCUMENTATION);
                case 7 -> {
                    String domain = node.once().text(MOST_NAME);
                    if (!isStandard(domain)) {
                        throw customDomain(domain);
                    }
                }
                case 9 -> metadata(node.message("metadata"));
                default -> throw node.unknown();
            }
        }
        Operators.requireKnown(operator, rules);
        if (to.isEmpty() || to.contains("")) {
            throw ModelRefusedException.malformed("expected outputs with names of operator " + operator);
        }
        return new Node(operator, from, to, attributes);
    }

    private String edge(ProtoReader node) {
        if (++edges > MOST_EDGES_PER_NODE * rules.nodes()) {
            throw new ModelRefusedException(
                    Refusal.TOO_LARGE,
                    "expected at most %d inputs and outputs of nodes".formatted(MOST_EDGES_PER_NODE * rules.nodes()));
        }
        return node.text(MOST_NAME);
    }

    private Declared declaration(ProtoReader value) {
        String name = "";
        Optional<Declared> type = Optional.empty();
        while (value.next()) {
            switch (value.field()) {
                case 1 -> name = value.once().text(MOST_NAME);
                case 2 -> type = Optional.of(type(value.once().message("type")));
                case 3 -> value.once().text(MOST_DOCUMENTATION);
                case 4 -> metadata(value.message("metadata"));
                default -> throw value.unknown();
            }
        }
        if (name.isEmpty() || type.isEmpty()) {
            throw ModelRefusedException.malformed("expected a name and a type of every value, found " + quoted(name));
        }
        return new Declared(
                name, type.get().type(), type.get().shaped(), type.get().dimensions());
    }

    private static Declared type(ProtoReader type) {
        Optional<Declared> tensor = Optional.empty();
        while (type.next()) {
            switch (type.field()) {
                case 1 -> tensor = Optional.of(tensor(type.once().message("tensor type")));
                case 6 -> type.once().text(MOST_NAME);
                default -> throw type.malformed("expected tensors alone, found a type of kind " + type.field());
            }
        }
        return tensor.orElseThrow(() -> type.malformed("expected a tensor type, found none"));
    }

    private static Declared tensor(ProtoReader tensor) {
        long code = 0;
        boolean shaped = false;
        List<OptionalLong> dimensions = new ArrayList<>();
        while (tensor.next()) {
            switch (tensor.field()) {
                case 1 -> code = tensor.once().integer();
                case 2 -> {
                    shaped = true;
                    ProtoReader shape = tensor.once().message("shape");
                    while (shape.next()) {
                        if (shape.field() != 1 || dimensions.size() == Value.MOST_RANK) {
                            throw shape.unknown();
                        }
                        dimensions.add(dimension(shape.message("dimension")));
                    }
                }
                default -> throw tensor.unknown();
            }
        }
        return new Declared("", ElementType.of(code), shaped, dimensions);
    }

    private static OptionalLong dimension(ProtoReader dimension) {
        OptionalLong size = OptionalLong.empty();
        int kinds = 0;
        while (dimension.next()) {
            switch (dimension.field()) {
                case 1 -> {
                    size = OptionalLong.of(dimension.once().integer());
                    kinds++;
                }
                case 2 -> {
                    dimension.once().text(MOST_NAME);
                    kinds++;
                }
                case 3 -> dimension.once().text(MOST_NAME);
                default -> throw dimension.unknown();
            }
        }
        if (kinds > 1 || (size.isPresent() && size.getAsLong() < 0)) {
            throw dimension.malformed("expected a size of at least 0, or a name");
        }
        return size;
    }
}
