package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.replay.Example;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ExampleCodecTest {
    private static final Example EXAMPLE = example(new ImageShape(9, 8, 3), OptionalInt.of(4), -2.75);

    @Test
    void readsWhatItWrote() {
        assertThat(ExampleCodec.decode(ExampleCodec.encode(EXAMPLE))).isEqualTo(EXAMPLE);

        Example bare = example(ImageShape.MNIST, OptionalInt.empty(), Double.NaN);
        assertThat(ExampleCodec.decode(ExampleCodec.encode(bare))).isEqualTo(bare);
    }

    @Test
    void keepsTheSender() {
        Example said = new Example("cat", EXAMPLE.image(), Optional.of("ada"), EXAMPLE.score());
        assertThat(ExampleCodec.decode(ExampleCodec.encode(said))).isEqualTo(said);
    }

    @Test
    void refusesEveryTruncation() {
        byte[] bytes = ExampleCodec.encode(EXAMPLE);
        for (int length = 0; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ExampleCodec.decode(truncated))
                    .withMessageContaining("expected");
        }
    }

    @Test
    void refusesMoreThanItsPixels() {
        byte[] bytes = ExampleCodec.encode(EXAMPLE);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExampleCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .withMessage("expected 216 bytes of pixels for 9x8x3, found 217");
    }

    @Test
    void refusesWrongMagicNewerSchemaAndHugeHeader() {
        refuses(0, (byte) 'X', "GSX");
        refuses(3, (byte) 9, "expected an example of schema at most 2, found 9");
        refuses(4, (byte) 0x7f, "header");
        refuses(4, (byte) 0xff, "header");
        refuses(8, (byte) '[', "JSON");
    }

    @Test
    void readsSourcesAndClassesThatAnEarlierReleaseTook() {
        LabeledImage old = decoded("x".repeat(200), 2_000_000_000);
        assertThat(old.source()).isEqualTo("x".repeat(100));
        assertThat(old.imageClass()).isEmpty();
        LabeledImage odd = decoded("a\\u0000b\\n", 7);
        assertThat(odd.source()).isEqualTo("a\ufffdb\ufffd");
        assertThat(odd.imageClass()).hasValue(7);
        assertThat(decoded(" ", 0).source()).isEqualTo("unknown");
    }

    /** As version 0.1 wrote it. */
    private static LabeledImage decoded(String source, int imageClass) {
        byte[] header = ("{\"id\":\"cat\",\"label\":\"generated\",\"class\":%d,\"source\":\"%s\",\"logit\":0.5,"
                        + "\"modelVersion\":1,\"championEpoch\":1,\"shape\":\"8x8x1\"}")
                .formatted(imageClass, source)
                .getBytes(StandardCharsets.UTF_8);
        byte[] bytes = ByteBuffer.allocate(8 + header.length + 64)
                .put("GSX".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .putInt(header.length)
                .put(header)
                .array();
        return ExampleCodec.decode(bytes).image();
    }

    private static void refuses(int index, byte value, String complaint) {
        byte[] bytes = ExampleCodec.encode(EXAMPLE);
        bytes[index] = value;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExampleCodec.decode(bytes))
                .withMessageContaining(complaint);
    }

    @Test
    void keepsThatNobodyKnowsTheScore() {
        Example scored = example(ImageShape.parse("8x8x1"), OptionalInt.of(3), 1.5);
        Example unscored = new Example(scored.id(), scored.image(), Optional.empty());

        byte[] bytes = ExampleCodec.encode(unscored);

        assertThat(ExampleCodec.decode(bytes)).isEqualTo(unscored);
        assertThat(bytes[3]).as("no program of before takes it for scored").isEqualTo((byte) 2);
        assertThat(ExampleCodec.encode(scored)[3]).isEqualTo((byte) 1);
    }

    private static Example example(ImageShape shape, OptionalInt imageClass, double logit) {
        byte[] pixels = new byte[shape.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) i;
        }
        LabeledImage image = new LabeledImage(Image.of(shape, pixels), Label.GENERATED, imageClass, "ünïcode");
        return new Example("id/ä", image, logit, 12, 34);
    }
}
