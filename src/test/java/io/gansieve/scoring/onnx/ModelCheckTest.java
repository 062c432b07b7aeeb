package io.gansieve.scoring.onnx;

import static io.gansieve.scoring.onnx.ModelBytes.floats;
import static io.gansieve.scoring.onnx.ModelBytes.graph;
import static io.gansieve.scoring.onnx.ModelBytes.header;
import static io.gansieve.scoring.onnx.ModelBytes.integers;
import static io.gansieve.scoring.onnx.ModelBytes.message;
import static io.gansieve.scoring.onnx.ModelBytes.model;
import static io.gansieve.scoring.onnx.ModelBytes.node;
import static io.gansieve.scoring.onnx.ModelBytes.tensor;
import static io.gansieve.scoring.onnx.ModelBytes.value;
import static io.gansieve.scoring.onnx.ModelBytes.whole;
import static io.gansieve.scoring.onnx.ModelBytes.wholes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ModelCheckTest {
    private static final long FLOAT = 1;

    private static ModelBytes cast() {
        return node("Cast", "x", "image").put(5, whole("to", FLOAT));
    }

    /** The image as floats, then what is to be tried. */
    private static ModelBytes floating() {
        return graph().put(1, cast());
    }

    private static Refusal refusal(byte[] onnx, ModelRules rules) {
        ModelRefusedException refused =
                catchThrowableOfType(ModelRefusedException.class, () -> ModelCheck.of(onnx, rules));
        assertThat(refused).isNotNull();
        assertThat(refused.getMessage()).matches("[ -~]{1,400}");
        return refused.refusal();
    }

    private static void assertRefused(Refusal refusal, byte[] onnx) {
        assertThat(refusal(onnx, ModelRules.SERVING)).isEqualTo(refusal);
        assertThat(refusal(onnx, ModelRules.FOREIGN)).isEqualTo(refusal);
        assertThat(refusal(onnx, ModelRules.BACKBONE)).isEqualTo(refusal);
    }

    private static byte[] constantNode(ModelBytes tensor) {
        return model(floating()
                .put(
                        1,
                        node("Constant", "c")
                                .put(5, message().put(1, "value").put(5, tensor).put(20, 4)))
                .put(1, node("Add", "y", "x", "c")));
    }

    private static ModelBytes external(ModelBytes tensor) {
        return tensor.put(13, message().put(1, "location").put(2, "../../secrets.txt"))
                .put(14, 1);
    }

    @Test
    void takesAPlainModel() {
        byte[] onnx = model(floating().put(5, floats("c", 1)).put(1, node("Add", "y", "x", "c")));

        CheckedModel checked = ModelCheck.of(onnx, ModelRules.SERVING);

        assertThat(checked.batch()).isEqualTo(64);
        assertThat(checked.work()).isBetween(1L, 1_000_000L);
    }

    /** As torch writes a padding and a view: by arithmetic on shapes, which has to be followed to know the sizes. */
    @Test
    void followsTheArithmeticOfExporters() {
        byte[] onnx = model(floating()
                .put(5, integers("pads", 0, 1, 0, 1))
                .put(5, integers("pairs", -1, 2))
                .put(5, integers("from", -1))
                .put(5, integers("to", Long.MIN_VALUE))
                .put(5, integers("axis", 0))
                .put(5, integers("back", -1))
                .put(5, integers("flat", -1))
                .put(5, integers("rest", 0, 0))
                .put(5, integers("batch", 0))
                .put(1, node("ConstantOfShape", "none", "four").put(5, zero()))
                .put(5, integers("four", 4))
                .put(1, node("Concat", "listed", "pads", "none").put(5, whole("axis", 0)))
                .put(1, node("Reshape", "table", "listed", "pairs"))
                .put(1, node("Slice", "turned", "table", "from", "to", "axis", "back"))
                .put(1, node("Transpose", "sides", "turned").put(5, wholes("perm", 1, 0)))
                .put(1, node("Reshape", "padding", "sides", "flat"))
                .put(1, node("Pad", "padded", "x", "padding"))
                .put(1, node("Shape", "sizes", "padded"))
                .put(1, node("Gather", "images", "sizes", "batch").put(5, whole("axis", 0)))
                .put(1, node("Concat", "view", "images", "flat").put(5, whole("axis", 0)))
                .put(1, node("Reshape", "z", "padded", "view"))
                .put(1, node("Relu", "y", "z"))
                .put(13, value("z", 1, 0, 176)));

        assertThat(ModelCheck.of(onnx, ModelRules.BACKBONE).batch()).isEqualTo(1);
    }

    private static ModelBytes zero() {
        return message().put(1, "value").put(5, integers("", 0)).put(20, 4);
    }

    @Test
    void documentsTheOperatorsThatItTakes() throws IOException {
        String page = Files.readString(Path.of("docs/models.md"));
        Set<String> listed = new TreeSet<>();
        Matcher words = Pattern.compile("[A-Z]\\w+")
                .matcher(page.substring(page.indexOf("- *convolutional*"), page.indexOf("- *all*")));
        while (words.find()) {
            listed.add(words.group());
        }
        assertThat(listed).isEqualTo(Operators.CONVOLUTIONAL);
        for (String operator : Operators.BACKBONE) {
            assertThat(page).contains(operator);
        }
        for (Refusal refusal : Refusal.values()) {
            assertThat(page).contains("`" + refusal.text() + "`");
        }
    }

    @Test
    void refusesDataOfOtherFilesWhereverTheyAreNamed() {
        ModelBytes empty = message().put(1, 1).put(2, FLOAT).put(8, "c");
        assertRefused(
                Refusal.EXTERNAL_DATA, model(floating().put(5, external(empty)).put(1, node("Add", "y", "x", "c"))));
        // Either of the two fields is enough.
        assertRefused(
                Refusal.EXTERNAL_DATA, model(floating().put(5, floats("c", 1).put(14, 1))));
        assertRefused(
                Refusal.EXTERNAL_DATA,
                model(floating()
                        .put(
                                5,
                                floats("c", 1)
                                        .put(13, message().put(1, "location").put(2, "f")))));
        assertRefused(
                Refusal.EXTERNAL_DATA, constantNode(external(message().put(1, 1).put(2, FLOAT))));
    }

    @Test
    void refusesSparseTensorsAndQuantizationThatMayHoldSuchData() {
        ModelBytes sparse = message().put(1, external(message().put(2, FLOAT)));
        assertRefused(Refusal.MALFORMED, model(floating().put(15, sparse)));
        assertRefused(
                Refusal.MALFORMED,
                model(floating()
                        .put(
                                1,
                                node("Constant", "y")
                                        .put(
                                                5,
                                                message()
                                                        .put(1, "sparse_value")
                                                        .put(22, sparse)
                                                        .put(20, 11)))));
        assertRefused(Refusal.MALFORMED, model(floating().put(14, message().put(1, "c"))));
    }

    @Test
    void refusesLoopsBranchesAndGraphsWithinNodes() {
        ModelBytes body = message().put(1, node("Add", "z", "a", "b"));
        for (String operator : new String[] {"Loop", "If", "Scan", "SequenceMap", "LSTM"}) {
            assertRefused(
                    Refusal.CONTROL_FLOW,
                    model(graph().put(5, integers("trips", Long.MAX_VALUE))
                            .put(1, node(operator, "y", "trips", "", "image"))));
        }
        ModelBytes nested = message().put(1, "body").put(6, body).put(20, 5);
        assertRefused(
                Refusal.CONTROL_FLOW,
                model(graph().put(1, node("Relu", "y", "image").put(5, nested))));
        ModelBytes several = message().put(1, "bodies").put(11, body).put(20, 10);
        assertRefused(
                Refusal.CONTROL_FLOW,
                model(graph().put(1, node("Relu", "y", "image").put(5, several))));
    }

    @Test
    void refusesDomainsFunctionsTrainingAndUnknownOperators() {
        assertRefused(
                Refusal.CUSTOM_DOMAIN,
                model(floating().put(1, node("Gelu", "y", "x").put(7, "com.microsoft"))));
        assertRefused(
                Refusal.CUSTOM_DOMAIN,
                header().put(8, message().put(1, "my.domain").put(2, 1))
                        .put(7, floating())
                        .bytes());
        assertRefused(
                Refusal.LOCAL_FUNCTION,
                header().put(7, floating()).put(25, message().put(1, "f")).bytes());
        assertRefused(
                Refusal.TRAINING_INFO,
                header().put(7, floating()).put(20, message()).bytes());
        assertRefused(Refusal.UNKNOWN_OPERATOR, model(floating().put(1, node("NonZero", "y", "x"))));
        assertRefused(Refusal.UNKNOWN_OPERATOR, model(floating().put(1, node("", "y", "x"))));
    }

    @Test
    void refusesOutputsWhoseSizeDependsOnTheImage() {
        ModelBytes indices = node("Cast", "i", "image").put(5, whole("to", 7));
        for (String operator : new String[] {"Reshape", "Expand", "Tile", "Resize", "Pad", "Gather"}) {
            byte[] onnx = model(graph().put(1, cast())
                    .put(1, indices)
                    .put(1, node("Reshape", "flat", "i", "all"))
                    .put(5, integers("all", 80))
                    .put(1, node(operator, "y", "x", "flat")));
            assertThat(refusal(onnx, ModelRules.BACKBONE)).isIn(Refusal.UNBOUNDED, Refusal.MALFORMED);
        }
    }

    @Test
    void refusesWideOutputsHoweverTheyAreMade() {
        byte[] expanded = model(
                floating().put(5, integers("wide", 1L << 40, 1, 8, 10, 1)).put(1, node("Expand", "y", "x", "wide")));
        assertThat(refusal(expanded, ModelRules.BACKBONE)).isEqualTo(Refusal.TOO_MUCH_MEMORY);
        byte[] product = model(floating()
                .put(5, integers("wide", 1L << 40, 1L << 40, 8, 10, 1))
                .put(1, node("Expand", "y", "x", "wide")));
        assertThat(refusal(product, ModelRules.BACKBONE)).isEqualTo(Refusal.TOO_MUCH_MEMORY);
        byte[] filled = model(
                graph().put(5, integers("wide", 1L << 20, 1L << 20)).put(1, node("ConstantOfShape", "y", "wide")));
        assertThat(refusal(filled, ModelRules.BACKBONE)).isEqualTo(Refusal.TOO_MUCH_MEMORY);
        // Every step is ordinary; twenty of them are not.
        ModelBytes doubling = floating();
        for (int i = 0; i < 26; i++) {
            String from = i == 0 ? "x" : "d" + i;
            doubling.put(1, node("Concat", "d" + (i + 1), from, from).put(5, whole("axis", 1)));
        }
        assertThat(refusal(model(doubling.put(1, node("Relu", "y", "d26"))), ModelRules.BACKBONE))
                .isIn(Refusal.TOO_MUCH_MEMORY, Refusal.TOO_MUCH_WORK);
    }

    @Test
    void refusesBatchesThatGrowFasterThanTheirImages() {
        // A table of every image with every image: 64 of them are 4,096 tables.
        byte[] onnx = model(floating()
                .put(5, integers("rows", 1, -1, 80))
                .put(5, integers("columns", -1, 1, 80))
                .put(1, node("Reshape", "a", "x", "rows"))
                .put(1, node("Reshape", "b", "x", "columns"))
                .put(1, node("Add", "c", "a", "b"))
                .put(1, node("Reshape", "y", "c", "all"))
                .put(5, integers("all", -1, 80)));

        CheckedModel checked = ModelCheck.of(onnx, ModelRules.SERVING);

        assertThat(checked.memory()).isLessThan(ModelRules.SERVING.memory(64, 80));
        assertThat(checked.work()).isLessThan(ModelRules.SERVING.work(64, 80));
    }

    @Test
    void refusesWorkThatFitsIntoMemory() {
        // Kernels of 4096 columns over few pixels, again and again.
        ModelBytes slow = floating()
                .put(5, integers("planes", -1, 1, 8, 10))
                .put(5, floats("w", 1, 1, 1, 4096))
                .put(1, node("Reshape", "p0", "x", "planes"));
        for (int i = 0; i < 300; i++) {
            slow.put(1, node("Conv", "p" + (i + 1), "p" + i, "w").put(5, wholes("pads", 0, 2048, 0, 2047)));
        }
        assertThat(refusal(model(slow.put(1, node("Relu", "y", "p300"))), ModelRules.SERVING))
                .isEqualTo(Refusal.TOO_MUCH_WORK);
    }

    @Test
    void refusesDivisionsOfIntegersThatEndTheProcess() {
        byte[] computed = model(graph().put(1, node("Cast", "i", "image").put(5, whole("to", 7)))
                .put(1, node("Div", "y", "i", "i")));
        assertRefused(Refusal.MALFORMED, computed);
        byte[] zero =
                model(graph().put(5, integers("a", 1)).put(5, integers("b", 0)).put(1, node("Div", "y", "a", "b")));
        assertRefused(Refusal.MALFORMED, zero);
        byte[] table = model(graph().put(5, tensor("a", 7, new byte[8 * 100], 100, 1))
                .put(5, tensor("b", 7, new byte[8 * 100], 1, 100))
                .put(1, node("Div", "y", "a", "b")));
        assertRefused(Refusal.MALFORMED, table);
    }

    @Test
    void refusesMetadataOfAMegabyteInWhateverPieces() {
        byte[] whole = header().put(14, message().put(1, "k").put(2, "v".repeat(1 << 20)))
                .put(7, floating())
                .bytes();
        assertRefused(Refusal.TOO_LARGE, whole);
        ModelBytes pieces = header().put(7, floating());
        for (int i = 0; i < 1100; i++) {
            pieces.put(14, message().put(1, "k" + i).put(2, "v".repeat(1000)));
        }
        assertRefused(Refusal.TOO_LARGE, pieces.bytes());
        ModelBytes nodes = floating();
        for (int i = 0; i < 1100; i++) {
            nodes.put(1, node("Relu", "r" + i, "x").put(9, message().put(1, "k").put(2, "v".repeat(1000))));
        }
        assertRefused(Refusal.TOO_LARGE, model(nodes));
        assertRefused(
                Refusal.MALFORMED,
                header().put(14, message().put(1, "ort_config").put(2, "{}"))
                        .put(7, floating())
                        .bytes());
    }

    @Test
    void refusesConstantsOfOtherDataThanTheySay() {
        assertRefused(Refusal.MALFORMED, model(floating().put(5, tensor("c", 1, new byte[4], 1000))));
        assertRefused(Refusal.MALFORMED, model(floating().put(5, tensor("c", 1, new byte[5], 1))));
        assertRefused(Refusal.MALFORMED, model(floating().put(5, tensor("c", 1, new byte[4], -1))));
        assertRefused(Refusal.MALFORMED, model(floating().put(5, tensor("c", 1, new byte[4], Long.MAX_VALUE))));
        long large = 1L << 30;
        assertRefused(Refusal.TOO_LARGE, model(floating().put(5, tensor("c", 1, new byte[0], large, large, large))));
        assertRefused(Refusal.MALFORMED, model(floating().put(5, tensor("c", 8, new byte[4], 1))));
        assertRefused(Refusal.MALFORMED, model(floating().put(5, floats("c", 1).put(7, 1))));
        assertRefused(
                Refusal.MALFORMED, model(floating().put(5, tensor("c", 1, new byte[4], 1, 1, 1, 1, 1, 1, 1, 1, 1))));
    }

    @Test
    void refusesNamesThatComeTwiceAndCircles() {
        assertRefused(Refusal.MALFORMED, model(floating().put(5, floats("c", 1)).put(5, floats("c", 1))));
        assertRefused(Refusal.MALFORMED, model(floating().put(5, floats("x", 1))));
        assertRefused(
                Refusal.MALFORMED,
                model(floating().put(1, node("Relu", "y", "x")).put(1, node("Relu", "y", "x"))));
        assertRefused(
                Refusal.MALFORMED,
                model(floating().put(1, node("Add", "y", "x", "z")).put(1, node("Relu", "z", "y"))));
        assertRefused(Refusal.MALFORMED, model(floating().put(1, node("Relu", "y", "y"))));
        assertRefused(
                Refusal.MALFORMED,
                model(floating()
                        .put(
                                1,
                                node("Flatten", "y", "x")
                                        .put(5, whole("axis", 1))
                                        .put(5, whole("axis", 1)))));
        assertRefused(
                Refusal.MALFORMED,
                header().put(7, floating()).put(7, floating()).bytes());
    }

    @Test
    void refusesWhatTwoReadersReadInTwoWays() {
        // Of ONNX Runtime's own format, by a mark that protobuf takes for a text.
        byte[] other = message()
                .put(2, "..ORTM")
                .put(1, 8)
                .put(8, message().put(2, 13))
                .put(7, floating())
                .bytes();
        assertThat(new String(other, 4, 4, java.nio.charset.StandardCharsets.ISO_8859_1))
                .isEqualTo("ORTM");
        assertRefused(Refusal.MALFORMED, other);
        assertRefused(Refusal.MALFORMED, header().put(7, floating()).put(60, 1).bytes());
        assertRefused(
                Refusal.MALFORMED, header().put(7, floating()).raw(0x3b, 0x3c).bytes());
        byte[] typed = model(floating()
                .put(
                        1,
                        node("Flatten", "y", "x")
                                .put(5, message().put(1, "axis").put(3, 1).put(20, 7))));
        assertRefused(Refusal.MALFORMED, typed);
        byte[] stated = model(floating().put(1, node("Relu", "y", "x")).put(13, value("x", 1, 0, 800, 10, 1)));
        assertRefused(Refusal.MALFORMED, stated);
        byte[] unknown = model(floating().put(1, node("Relu", "y", "x").put(5, whole("surprise", 1))));
        assertRefused(Refusal.MALFORMED, unknown);
    }

    @Test
    void refusesInputsWithoutBounds() {
        ModelBytes output = message().put(12, value("y"));
        assertRefused(
                Refusal.UNBOUNDED,
                model(output.put(11, value("image", 2, 0, 0, 10, 1)).put(1, node("Relu", "y", "image"))));
        ModelBytes huge = message().put(12, value("y")).put(11, value("image", 2, 0, 1L << 40, 1L << 40, 1));
        assertRefused(Refusal.TOO_MUCH_MEMORY, model(huge.put(1, node("Relu", "y", "image"))));
        assertRefused(
                Refusal.CONTRACT,
                model(floating().put(11, value("other", 1, 0, 1)).put(1, node("Relu", "y", "x"))));
        assertRefused(Refusal.MALFORMED, model(graph()));
    }

    @Test
    void refusesManyNodesAndLongNames() {
        ModelBytes many = floating();
        for (int i = 0; i < 20_000; i++) {
            many.put(1, node("Relu", "r" + i, "x"));
        }
        assertRefused(Refusal.TOO_LARGE, model(many.put(1, node("Relu", "y", "x"))));
        assertRefused(Refusal.TOO_LARGE, model(floating().put(1, node("Relu", "y".repeat(2000), "x"))));
        String[] inputs = new String[200_000];
        Arrays.fill(inputs, "x");
        assertRefused(Refusal.TOO_LARGE, model(floating().put(1, node("Sum", "y", inputs))));
    }

    /** Of messages in messages: the walk goes no deeper than it knows. */
    @Test
    void refusesNestingOfAnyDepth() {
        byte[] inner = {};
        for (int i = 0; i < 5000; i++) {
            inner = message().put(6, message().put(1, message().put(5, inner))).bytes();
        }
        byte[] onnx = model(graph().put(1, node("Relu", "y", "image").put(5, inner)));
        assertRefused(Refusal.CONTROL_FLOW, onnx);
    }

    @Test
    void readsOrRefusesEveryMutant() {
        byte[] good = model(floating()
                .put(5, floats("w", 3, 1, 3, 3))
                .put(5, integers("planes", -1, 1, 8, 10))
                .put(1, node("Reshape", "p", "x", "planes"))
                .put(1, node("Conv", "c", "p", "w").put(5, wholes("pads", 1, 1, 1, 1)))
                .put(1, node("Flatten", "y", "c").put(5, whole("axis", 1))));
        ModelCheck.of(good, ModelRules.SERVING);
        SplittableRandom random = new SplittableRandom(4);
        Map<Refusal, Integer> refused = new LinkedHashMap<>();
        for (int i = 0; i < 5000; i++) {
            byte[] mutant = Arrays.copyOf(good, random.nextInt(8) == 0 ? random.nextInt(good.length) : good.length);
            for (int change = random.nextInt(4); change >= 0 && mutant.length > 0; change--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
            }
            try {
                CheckedModel checked = ModelCheck.of(mutant, ModelRules.SERVING);
                assertThat(checked.memory()).isLessThan(1L << 30);
            } catch (ModelRefusedException e) {
                refused.merge(e.refusal(), 1, Integer::sum);
            }
        }
        assertThat(refused).containsKeys(Refusal.MALFORMED, Refusal.UNKNOWN_OPERATOR);
    }
}
