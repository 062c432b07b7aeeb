package io.gansieve.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gansieve.image.Corruption;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Png;
import io.gansieve.image.codec.AnimatedGif;
import io.gansieve.scoring.TinyDetector;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With a detector whose logit is 20·mean/255 − 10 and thresholds .2, .8, .9, on images of one grey level each: reals 10 and 50 are
 * {@code REAL}; 120 (p = .357) and 150 (p = .854) are {@code UNCERTAIN}, the second above {@code generated}.
 */
class EvaluateCommandTest {
    /** The logit is a 32-bit float. */
    private static final double FLOAT = 1e-5;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writesTheModelAndTheImages() throws IOException {
        Files.write(
                folder.resolve("champion.onnx"),
                TinyDetector.onnx(
                        TinyDetector.SHAPE, 20, -10, TinyDetector.metadata(7).toProperties()));
        images("real", TinyDetector.SHAPE, 10, 50, 120, 150);
        images("bright", TinyDetector.SHAPE, 140, 200);
        // Of another shape: the model's own fit, resize, makes it fit.
        images("dark", new ImageShape(16, 20, 1), 0, 30);
        images("odd", TinyDetector.SHAPE, 0, 130, 255);
    }

    @Test
    void writesAPageThatNeedsNothingElse() throws IOException {
        Path page = folder.resolve("report.html");

        assertThat(evaluate("--report", page.toString())).isZero();

        String html = Files.readString(page);
        assertThat(html)
                .startsWith("<!doctype html>")
                .contains("Evaluation of version 7", "<h2>bright</h2>", "<h2>dark</h2>")
                .doesNotContain("http:", "https:", "<script", "NaN");
        assertThat(html.indexOf("<h2>dark</h2>")).isLessThan(html.indexOf("<h2>bright</h2>"));
        assertThat(html.split("<svg", -1)).hasSize(1 + 2 * 2);
    }

    @Test
    void measuresEverySourceWithTheWorstFirst() throws IOException {
        assertThat(evaluate("--unfamiliar", "odd=" + path("odd"), "--format", "json"))
                .isZero();
        JsonNode report = report();

        assertThat(report.at("/model/version").asLong()).isEqualTo(7);
        assertThat(report.at("/model/sha256").asText()).hasSize(64);
        assertThat(fields(report.at("/real")))
                .containsExactly(
                        "images",
                        "falsePositiveRatio",
                        "falsePositiveRatioIfProcessed",
                        "generatedRatio",
                        "uncertainRatio");
        assertThat(report.at("/real/falsePositiveRatio").asDouble()).isEqualTo(0.25);
        assertThat(report.at("/real/falsePositiveRatioIfProcessed").asDouble()).isZero();
        assertThat(report.at("/real/generatedRatio").asDouble()).isZero();
        assertThat(report.at("/real/uncertainRatio").asDouble()).isEqualTo(0.5);

        JsonNode dark = report.at("/sources/0");
        assertThat(dark.get("source").asText()).isEqualTo("dark");
        assertThat(dark.get("auroc").asDouble()).isEqualTo(1.0 / 8);
        assertThat(dark.get("fakeAccuracy").asDouble()).isZero();

        JsonNode bright = report.at("/sources/1");
        assertThat(fields(bright))
                .containsSubsequence(
                        "source",
                        "images",
                        "auroc",
                        "averagePrecision",
                        "tprAt1PercentFpr",
                        "falsePositiveRatio",
                        "fakeAccuracy",
                        "uncertainRatio",
                        "ece");
        assertThat(bright.get("images").asInt()).isEqualTo(2);
        assertThat(bright.get("auroc").asDouble()).isEqualTo(7.0 / 8);
        assertThat(bright.at("/aurocInterval/low").asDouble()).isLessThan(7.0 / 8);
        assertThat(bright.at("/aurocInterval/high").asDouble()).isEqualTo(1);
        // 200 first, then the real 150, then 140.
        assertThat(bright.get("averagePrecision").asDouble()).isEqualTo(0.5 + 0.5 * 2 / 3, within(1e-12));
        assertThat(bright.get("tprAt1PercentFpr").asDouble()).isEqualTo(0.5);
        assertThat(bright.at("/tprAt1PercentFprInterval/high").asDouble()).isEqualTo(1);
        assertThat(bright.get("falsePositiveRatio").asDouble()).isEqualTo(0.25);
        assertThat(bright.get("fakeAccuracy").asDouble()).isEqualTo(0.5);
        assertThat(bright.get("uncertainRatio").asDouble()).isEqualTo(0.5);
        // Every probability in a bin of its own, but for the reals 10 and 50, which share the lowest.
        double ece = (p(10) + p(50) + p(120) + p(150)) / 8 + (1 - p(140) + 1 - p(200)) / 4;
        assertThat(bright.get("ece").asDouble()).isEqualTo(ece, within(FLOAT));

        assertThat(report.at("/mean/auroc").asDouble()).isEqualTo(0.5);
        assertThat(report.at("/mean/tprAt1PercentFpr").asDouble()).isEqualTo(0.25);
        JsonNode odd = report.at("/unfamiliar/0");
        for (String answer : List.of("generatedRatio", "uncertainRatio", "realRatio")) {
            assertThat(odd.get(answer).asDouble()).isEqualTo(1.0 / 3);
        }
        assertThat(report.get("corruptions")).isEmpty();
        assertThat(report.get("controls")).isEmpty();
    }

    @Test
    void repeatsItUnderCorruptions() throws IOException {
        assertThat(evaluate("--corruptions", "--format", "json")).isZero();
        JsonNode corruptions = report().get("corruptions");

        assertThat(corruptions.findValuesAsText("name"))
                .containsExactlyElementsOf(
                        Corruption.STANDARD.stream().map(Corruption::name).toList());
        assertThat(fields(corruptions.get(0))).contains("name", "falsePositiveRatio", "auroc", "flipRatio");
        // Blur and shift leave an image of one level as it is.
        for (int unchanged : new int[] {4, 5, 6, 11}) {
            assertThat(corruptions.get(unchanged).get("falsePositiveRatio").asDouble())
                    .isEqualTo(0.25);
            assertThat(corruptions.get(unchanged).get("auroc").asDouble()).isEqualTo(0.5);
            assertThat(corruptions.get(unchanged).get("flipRatio").asDouble()).isZero();
        }
    }

    @Test
    void addsControls() throws IOException {
        assertThat(evaluate("--controls", "--format", "json")).isZero();
        JsonNode report = report();

        assertThat(report.get("controls").findValuesAsText("source")).containsExactly("dark", "bright");
        // Matched to 10, 50, 120, 150 each a quarter: one image of mean 30, one of 135, whatever they were.
        for (JsonNode control : report.get("controls")) {
            assertThat(control.get("histogramMatchedAuroc").asDouble()).isEqualTo(0.5);
        }
        // JPEG moves a level by one at most.
        assertThat(report.at("/controls/1/jpegMatchedAuroc").asDouble()).isEqualTo(7.0 / 8);
        assertThat(report.at("/controls/1/histogramBaselineAuroc").asDouble()).isBetween(0.0, 1.0);
        assertThat(report.at("/controlsMean/jpegMatchedAuroc").asDouble()).isEqualTo(0.5);

        assertThat(evaluate("--controls", "--limit", "1")).isEqualTo(1);
        assertThat(err.toString()).contains("gansieve: too few reals for --controls");
    }

    @Test
    void ranksTheBaselineAgainstAllRealsGivenAReference() throws IOException {
        images("reference", TinyDetector.SHAPE, 10, 50, 120, 150);
        assertThat(evaluate("--controls", "--reference", path("reference"), "--format", "json"))
                .isZero();

        // The references lie in four bins, alike but for rounding. 140 shares one: a tie with its real, level with the
        // others;
        // 200 is in a bin of its own and beyond all: 4 pairs, and of the other 4 half a pair at least and 3½ at most.
        assertThat(report().at("/controls/1/histogramBaselineAuroc").asDouble()).isBetween(4.5 / 8, 7.5 / 8);
        assertThat(report().at("/controls/1/histogramBaselineTprAt1PercentFpr").asDouble())
                .isBetween(0.5, 1.0);
    }

    @Test
    void printsATableWithControlsBesideTheSources() throws IOException {
        assertThat(evaluate("--controls", "--corruptions", "--unfamiliar", "o\u001bdd=" + path("odd")))
                .isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines.get(0)).startsWith("version 7, sha256 ");
        assertThat(lines.get(1)).startsWith("SOURCE").endsWith("BASELINE-TPR").contains("HIST-MATCHED", "JPEG-MATCHED");
        assertThat(lines.get(2)).startsWith("dark ").contains(" 0.125 ");
        assertThat(lines.get(3)).startsWith("bright ").contains(" 0.875 ");
        assertThat(lines.get(4)).startsWith("mean of 2 ");
        assertThat(lines.get(5)).startsWith("real ").contains(" 0.250 ");
        assertThat(lines.get(6)).startsWith("unfamiliar o?dd ");
        assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("jpeg-75 "));
    }

    @Test
    void takesTheFirstImagesUpToALimitAndPassesOverWhatIsNone() throws IOException {
        Files.writeString(folder.resolve("real/00.png"), "no image");

        assertThat(evaluate("--limit", "2", "--format", "json")).isZero();

        assertThat(report().at("/real/images").asInt()).isEqualTo(2);
        assertThat(report().at("/real/uncertainRatio").asDouble()).isZero();
        assertThat(err.toString().lines())
                .containsExactly(
                        path("real") + "/00.png is passed over: unsupported-format: "
                                + "expected PNG, JPEG, GIF, BMP or WebP, found plain text, 'no image': send the bytes of the file themselves");
    }

    @Test
    void readsSeveralPathsUnderOneName() throws IOException {
        assertThat(run(
                        "evaluate",
                        "--real",
                        path("real"),
                        path("real"),
                        "--generated",
                        "all=" + path("dark"),
                        path("bright"),
                        "--model",
                        path("champion.onnx"),
                        "--format",
                        "json"))
                .isZero();

        assertThat(report().at("/real/images").asInt()).isEqualTo(8);
        assertThat(report().at("/sources/0/images").asInt()).isEqualTo(4);
    }

    @Test
    void passesAnimationsOverByName() throws IOException {
        byte[] png = Png.encode(TinyDetector.grey(50));
        Files.write(
                folder.resolve("real").resolve("9.gif"), AnimatedGif.ofPngs(List.of(png, png), Duration.ofMillis(100)));

        assertThat(evaluate("--format", "json")).isZero();

        assertThat(report().at("/real/images").asInt()).isEqualTo(4);
        assertThat(err.toString())
                .contains(path("real") + "/9.gif is passed over: an animation of 2 frames; only stills are measured");
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(run("evaluate", "--real", "x")).isEqualTo(2);
        assertThat(run("evaluate", "--generated", "a=x")).isEqualTo(2);
        assertThat(run("evaluate", "--real", "x", "--generated", "x")).isEqualTo(2);
        assertThat(err.toString()).contains("--generated must be NAME=PATH: x");
        assertThat(evaluate("--unfamiliar", "=x")).isEqualTo(2);
        assertThat(evaluate("--limit", "0")).isEqualTo(2);
        assertThat(evaluate("--reference", "x")).isEqualTo(2);
        assertThat(evaluate("--model", "0")).isEqualTo(2);
        assertThat(evaluate("--format", "xml")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void failedWorkIsOneWithOneLine() throws IOException {
        assertThat(evaluate("--model", path("none.onnx"))).isEqualTo(1);
        assertThat(evaluate("--unfamiliar", "none=" + path("none"))).isEqualTo(1);
        Files.createDirectory(folder.resolve("empty"));
        assertThat(evaluate("--unfamiliar", "none=" + path("empty"))).isEqualTo(1);

        assertThat(err.toString().lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).startsWith("gansieve: "))
                .anySatisfy(line -> assertThat(line).contains("there is no detector at"))
                .anySatisfy(line -> assertThat(line).contains("found nothing at"))
                .anySatisfy(line -> assertThat(line).contains("none: expected images, found none in"));
    }

    private int evaluate(String... more) {
        List<String> args = new ArrayList<>(List.of(
                "evaluate",
                "--data-dir",
                folder.toString(),
                "--real",
                path("real"),
                "--generated",
                "bright=" + path("bright"),
                "--generated",
                "dark=" + path("dark")));
        args.addAll(Arrays.asList(more));
        return run(args.toArray(String[]::new));
    }

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private JsonNode report() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }

    private static List<String> fields(JsonNode object) {
        List<String> fields = new ArrayList<>();
        object.fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private void images(String name, ImageShape shape, int... levels) throws IOException {
        Path images = Files.createDirectory(folder.resolve(name));
        for (int i = 0; i < levels.length; i++) {
            Files.write(images.resolve(i + ".png"), Png.encode(TinyDetector.grey(shape, levels[i])));
        }
    }

    private static double p(int level) {
        return 1 / (1 + Math.exp(10 - 20 * level / 255.0));
    }
}
