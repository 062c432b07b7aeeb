package io.gansieve.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import onnx.Onnx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorTest {
    private static final double FLOAT_ROUNDING = 1e-5;
    private static final Map<String, String> PROPERTIES =
            TinyDetector.metadata(3).toProperties();

    @Test
    void givesTheLogitAndFeaturesOfTheNetwork() {
        try (Detector detector = TinyDetector.load(3, 2, -0.5)) {
            Detector.Output output = detector.score(TinyDetector.grey(255));
            assertThat(output.logit()).isEqualTo(1.5, within(FLOAT_ROUNDING));
            assertThat(output.features()).containsExactly(255f);
            assertThat(detector.metadata()).isEqualTo(TinyDetector.metadata(3));
            assertThat(detector.sha256()).matches("[0-9a-f]{64}");
        }
    }

    @Test
    void scoresManyImagesInTheirOrderAndAsOneByOne() {
        List<Image> images =
                IntStream.range(0, 200).mapToObj(TinyDetector::grey).toList();
        try (Detector detector = TinyDetector.load(1, 1, 0)) {
            List<Detector.Output> outputs = detector.score(images);
            assertThat(outputs).hasSize(200);
            for (int i = 0; i < images.size(); i++) {
                assertThat(outputs.get(i).logit())
                        .isEqualTo(detector.score(images.get(i)).logit(), within(FLOAT_ROUNDING))
                        .isEqualTo(i / 255.0, within(FLOAT_ROUNDING));
            }
            assertThat(detector.score(List.of())).isEmpty();
        }
    }

    @Test
    void readsPixelsAsHeightWidthChannel() {
        ImageShape colour = new ImageShape(8, 9, 3);
        byte[] pixels = new byte[colour.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % 3 == 0 ? 200 : i % 3);
        }
        DetectorMetadata metadata = TinyDetector.metadata(1);
        DetectorMetadata ofColour = new DetectorMetadata(
                1,
                1,
                colour,
                metadata.fit(),
                metadata.calibration(),
                metadata.thresholds(),
                FrameThresholds.NONE,
                Familiarity.UNLIMITED,
                List.of());
        try (Detector detector = Detector.load(TinyDetector.onnx(colour, 1, 0, ofColour.toProperties()))) {
            assertThat(detector.score(Image.of(colour, pixels)).features()).containsExactly(200f, 1f, 2f);
        }
    }

    @Test
    void canBeClosedTwiceAndScoresNoMore() {
        Detector detector = TinyDetector.load(1, 1, 0);
        detector.close();
        detector.close();
        assertThatIllegalStateException().isThrownBy(() -> detector.score(TinyDetector.grey(0)));
    }

    @Test
    void refusesAnImageOfAnotherShape() {
        try (Detector detector = TinyDetector.load(1, 1, 0)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> detector.score(TinyDetector.grey(ImageShape.MNIST, 0)))
                    .withMessage("expected an image of 8x10x1, found 28x28x1");
        }
    }

    /** ONNX Runtime would read the bias from there, byte by byte, and every logit would tell it. */
    @Test
    void refusesAFileWhoseWeightsLieInAnother(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("secrets"), new byte[] {0, 0, (byte) 0x80, 0x3f});
        Onnx.ModelProto.Builder model =
                Onnx.ModelProto.parseFrom(TinyDetector.onnx(TinyDetector.SHAPE, 1, 0, PROPERTIES)).toBuilder();
        model.getGraphBuilder()
                .getInitializerBuilder(1)
                .clearFloatData()
                .setDataLocation(Onnx.TensorProto.DataLocation.EXTERNAL)
                .addExternalData(Onnx.StringStringEntryProto.newBuilder()
                        .setKey("location")
                        .setValue(folder.resolve("secrets").toString()));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Detector.load(model.build().toByteArray()))
                .withMessageContaining("a tensor that lies in another file");
    }

    @Test
    void refusesAMegabyteOfMetadata() {
        Map<String, String> properties = new HashMap<>(PROPERTIES);
        properties.put("gansieve.trainedAgainst", "x".repeat(1 << 20));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Detector.load(TinyDetector.onnx(TinyDetector.SHAPE, 1, 0, properties)))
                .withMessageContaining("bytes of metadata");
    }

    @Test
    void refusesWhatIsNoOnnxFile() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Detector.load(new byte[] {1, 2, 3}))
                .withMessageContaining("expected an ONNX file, found a broken model");
    }

    @Test
    void refusesAFileWithoutMetadata() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Detector.load(TinyDetector.onnx(TinyDetector.SHAPE, 1, 0, Map.of())))
                .withMessageContaining("gansieve.schema");
    }

    @Test
    void refusesAnInputOfAnotherShapeThanTheMetadataSay() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Detector.load(TinyDetector.onnx(ImageShape.MNIST, 1, 0, PROPERTIES)))
                .withMessageContaining("expected input image as uint8 [N,8,10,1], found")
                .withMessageContaining("28");
    }

    @Test
    void refusesAnInputOfAnotherType() {
        byte[] floats =
                TinyDetector.model(TinyDetector.SHAPE, 1, 0, PROPERTIES, "logit", Onnx.TensorProto.DataType.FLOAT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Detector.load(floats))
                .withMessageContaining("expected input image as uint8")
                .withMessageContaining("FLOAT");
    }

    @Test
    void refusesAFileWithoutTheLogit() {
        byte[] other =
                TinyDetector.model(TinyDetector.SHAPE, 1, 0, PROPERTIES, "score", Onnx.TensorProto.DataType.UINT8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Detector.load(other))
                .withMessageContaining("expected the outputs logit and features, found")
                .withMessageContaining("score");
    }

    @Test
    void refusesWeightsThatAreNotFinite() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TinyDetector.load(1, Double.NaN, 0))
                .withMessageContaining("expected a finite logit");
    }
}
