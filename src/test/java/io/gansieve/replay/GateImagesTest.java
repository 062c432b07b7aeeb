package io.gansieve.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class GateImagesTest {
    private final ReplayBuffer buffer = new ReplayBuffer(1 << 22, 1);
    private int next;

    @Test
    void aSourceOfOneNamedSenderDecidesNothing() {
        offer(Label.GENERATED, "his", Optional.of("eve"), 10);
        offer(Label.GENERATED, "nobodys", Optional.empty(), 10);
        offer(Label.GENERATED, "theirs", Optional.of("eve"), 5);
        offer(Label.GENERATED, "theirs", Optional.of("ada"), 5);
        offer(Label.GENERATED, "hidden", Optional.of("eve"), 5);
        offer(Label.GENERATED, "hidden", Optional.empty(), 5);

        assertThat(GateImages.of(buffer).undeciding()).containsExactlyInAnyOrder("his", "hidden");
    }

    @Test
    void oneSenderHasAtMostHalfOfTheReals() {
        offer(Label.REAL, "camera", Optional.of("eve"), 90);
        offer(Label.REAL, "camera", Optional.of("ada"), 10);
        offer(Label.REAL, "camera", Optional.empty(), 5);

        assertThat(GateImages.of(buffer).images()).hasSize(30);
    }

    @Test
    void theOnlySenderHasAll() {
        offer(Label.REAL, "camera", Optional.of("ada"), 20);
        assertThat(GateImages.of(buffer).images()).hasSize(20);
    }

    @Test
    void withoutSendersNothingIsLeftOut() {
        offer(Label.REAL, "camera", Optional.empty(), 20);
        offer(Label.GENERATED, "ddpm", Optional.empty(), 7);
        assertThat(GateImages.of(buffer).images()).hasSize(27);
        assertThat(GateImages.of(buffer).undeciding()).isEmpty();
    }

    /** So many images of the gate split. */
    private void offer(Label label, String source, Optional<String> sender, int images) {
        for (int found = 0; found < images; next++) {
            Image image = Examples.image(next);
            if (Split.of(image) == Split.GATE) {
                LabeledImage labeled = new LabeledImage(image, label, OptionalInt.empty(), source);
                buffer.offer(new Example("image-" + next, labeled, sender, Optional.empty()));
                found++;
            }
        }
    }
}
