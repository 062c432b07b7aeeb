package io.gansieve.scoring.onnx;

import static io.gansieve.scoring.onnx.ModelRefusedException.quoted;

import io.gansieve.scoring.onnx.ModelFile.Declared;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What every ONNX file passes before ONNX Runtime sees it, since a run can neither be capped nor ended there: the file is whole and
 * refers to nothing outside it, its operators are known, and for each batch up to the largest the size of every value follows from
 * the file alone, as do the memory and the work of a run. So a session that is opened on it answers within a time that the rules
 * bound.
 */
public final class ModelCheck {
    private final ModelRules rules;
    private final ModelFile file;
    private final Map<String, Declared> declared = new HashMap<>();

    private ModelCheck(ModelRules rules, ModelFile file) {
        this.rules = rules;
        this.file = file;
    }

    /** Throws {@link ModelRefusedException} that says why it must not be used. */
    public static CheckedModel of(byte[] onnx, ModelRules rules) {
        return new ModelCheck(rules, ModelReader.read(onnx, rules)).check(onnx);
    }

    private CheckedModel check(byte[] onnx) {
        Declared input = input();
        file.declared().forEach(this::declare);
        file.outputs().forEach(this::declare);
        Run one = run(input, 1);
        Run largest = one;
        for (int batch = 2; batch <= rules.largestBatch() && !isFixed(input); batch++) {
            Run next = run(input, batch);
            if (next.memory() > rules.memory(batch, one.elements) || next.work > rules.work(batch, one.elements)) {
                break;
            }
            largest = next;
        }
        return new CheckedModel(onnx, largest.batch, largest.memory(), largest.work);
    }

    private static boolean isFixed(Declared input) {
        return input.dimensions().get(0).isPresent();
    }

    /** The one input that is no constant: earlier files name their constants among the inputs. */
    private Declared input() {
        List<Declared> inputs = file.inputs().stream()
                .filter(input -> !file.constants().containsKey(input.name()))
                .toList();
        if (inputs.size() != 1) {
            throw new ModelRefusedException(
                    Refusal.CONTRACT,
                    "expected one input, found %s"
                            .formatted(inputs.stream()
                                    .limit(4)
                                    .map(input -> quoted(input.name()))
                                    .toList()));
        }
        Declared input = inputs.get(0);
        List<OptionalLong> sizes = input.dimensions();
        if (sizes.isEmpty() || sizes.stream().skip(1).anyMatch(size -> size.isEmpty() || size.getAsLong() < 1)) {
            throw ModelRefusedException.unbounded("expected an input whose sizes but the batch's are numbers");
        }
        if (isFixed(input) && sizes.get(0).getAsLong() != 1) {
            throw ModelRefusedException.unbounded("expected an input of any batch, or of 1");
        }
        return input;
    }

    private void declare(Declared value) {
        Declared before = declared.put(value.name(), value);
        if (before != null && !before.equals(value)) {
            throw ModelRefusedException.malformed("%s is declared in two ways".formatted(quoted(value.name())));
        }
    }

    private Run run(Declared input, int batch) {
        Run run = new Run(batch, input);
        try {
            for (Node node : file.nodes()) {
                run.apply(node);
            }
            for (Declared output : file.outputs()) {
                if (!run.values.containsKey(output.name())) {
                    throw ModelRefusedException.malformed("nothing computes the output " + quoted(output.name()));
                }
            }
        } catch (ArithmeticException e) {
            throw new ModelRefusedException(Refusal.TOO_MUCH_MEMORY, "a value has more elements than can be counted");
        }
        return run;
    }

    /** One run of a batch. */
    private final class Run {
        private final int batch;
        private final long elements;
        private final Map<String, Value> values = new HashMap<>(file.constants());
        private long memory;
        private long scratch;
        private long work;

        Run(int batch, Declared input) {
            this.batch = batch;
            long[] sizes = new long[input.dimensions().size()];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = i == 0 ? batch : input.dimensions().get(i).orElse(1);
            }
            Value value = Value.of(input.type(), sizes);
            try {
                this.elements = Math.max(value.size() / batch, outputElements());
                this.memory = value.bytes();
            } catch (ArithmeticException e) {
                throw new ModelRefusedException(Refusal.TOO_MUCH_MEMORY, "an image has too many elements: " + value);
            }
            requireBounds(value);
            define(input.name(), value);
        }

        /** Of the largest output, as it is declared: a generator's image. */
        private long outputElements() {
            return file.outputs().stream()
                    .mapToLong(output -> output.dimensions().stream()
                            .skip(1)
                            .mapToLong(size -> Math.max(1, size.orElse(1)))
                            .reduce(1, Math::multiplyExact))
                    .max()
                    .orElse(1);
        }

        long memory() {
            return Math.addExact(memory, scratch);
        }

        /** Values come before their readers, so that there is no circle. */
        void apply(Node node) {
            List<Optional<Value>> inputs = new ArrayList<>();
            for (String name : node.inputs()) {
                Optional<Value> value = Optional.ofNullable(values.get(name));
                if (value.isEmpty() && !name.isEmpty()) {
                    throw ModelRefusedException.malformed(
                            "%s reads %s, which nothing before it computes".formatted(node.operator(), quoted(name)));
                }
                value.ifPresent(input -> requireElements(node, input));
                inputs.add(value);
            }
            Call call = new Call(node, inputs, file.operators());
            Effect effect = Operators.of(node).of(call);
            work = Math.addExact(work, effect.work());
            scratch = Math.max(scratch, effect.scratch());
            for (int i = 0; i < node.outputs().size(); i++) {
                Value output = Folding.fold(call, effect.outputs().get(i));
                memory = Math.addExact(memory, output.bytes());
                define(node.outputs().get(i), output);
            }
            if (batch == 1) {
                requireBounds(effect.outputs().get(0));
            }
        }

        /** What has none is a shape of no dimensions, or what Resize does without. */
        private static void requireElements(Node node, Value value) {
            if (value.size() == 0 && !value.type().isIndex() && !node.operator().equals("Resize")) {
                throw ModelRefusedException.malformed(
                        "%s: expected values with elements, found %s".formatted(node.operator(), value));
            }
        }

        private void requireBounds(Value newest) {
            if (memory() > rules.memory(1, elements)) {
                throw new ModelRefusedException(
                        Refusal.TOO_MUCH_MEMORY,
                        "expected at most %d bytes for one image, found more with %s"
                                .formatted(rules.memory(1, elements), newest));
            }
            if (work > rules.work(1, elements)) {
                throw new ModelRefusedException(
                        Refusal.TOO_MUCH_WORK,
                        "expected at most %d multiply-adds for one image, found more with %s"
                                .formatted(rules.work(1, elements), newest));
            }
        }

        private void define(String name, Value value) {
            if (values.put(name, value) != null) {
                throw ModelRefusedException.malformed("expected one value of a name, found two: " + quoted(name));
            }
            Declared stated = declared.get(name);
            if (stated != null && !agrees(stated, value)) {
                throw ModelRefusedException.malformed("%s is %s, but declared as something else of %d dimensions"
                        .formatted(quoted(name), value, stated.dimensions().size()));
            }
        }

        private static boolean agrees(Declared stated, Value value) {
            if (stated.type() != value.type()) {
                return false;
            }
            if (!stated.shaped()) {
                return true;
            }
            long[] sizes = value.dimensions();
            boolean same = stated.dimensions().size() == sizes.length;
            for (int i = 0; same && i < sizes.length; i++) {
                OptionalLong size = stated.dimensions().get(i);
                same = size.isEmpty() || size.getAsLong() == sizes[i];
            }
            return same;
        }
    }
}
