package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.replay.Example;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HeldExampleTest {
    private static final ImageShape SHAPE = new ImageShape(8, 8, 1);
    private static final HeldExample HELD = new HeldExample(
            new Example(
                    "x",
                    new LabeledImage(Image.of(SHAPE, new byte[SHAPE.size()]), Label.REAL, OptionalInt.of(3), "camera"),
                    Optional.of("eve"),
                    Optional.of(new Example.Score(5, 1, 2))),
            true,
            Instant.parse("2026-01-01T00:00:00.123Z"));

    @Test
    void readsWhatItWrote() {
        assertThat(HeldExample.decode(HELD.encode())).isEqualTo(HELD);
        HeldExample distrusted = new HeldExample(HELD.example(), false, HELD.since());
        assertThat(HeldExample.decode(distrusted.encode())).isEqualTo(distrusted);
    }

    @Test
    void refusesWhatIsNoHeldExample() {
        byte[] bytes = HELD.encode();
        assertThatIllegalArgumentException().isThrownBy(() -> HeldExample.decode(new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> HeldExample.decode(Arrays.copyOf(bytes, 9)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeldExample.decode(Arrays.copyOf(bytes, bytes.length - 1)));
        bytes[0] = 99;
        assertThatThrownBy(() -> HeldExample.decode(bytes)).isInstanceOf(IllegalArgumentException.class);
    }
}
