package io.gansieve.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HarmlessEditTest {
    private static final int DRAWS = 200;

    @Test
    void drawsSeveralStrengthsOfEveryKindButHalving() {
        SplittableRandom random = new SplittableRandom(1);
        for (HarmlessEdit edit : HarmlessEdit.values()) {
            Set<String> names = new HashSet<>();
            for (int i = 0; i < DRAWS; i++) {
                names.add(edit.draw(random).name());
            }
            assertThat(names).as(edit.name()).hasSizeGreaterThanOrEqualTo(edit == HarmlessEdit.HALF_SIZE ? 1 : 2);
        }
    }

    @Test
    void whispersMoveNoValueFar() {
        byte[] ramp = new byte[256];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (byte) i;
        }
        Image image = Image.of(new ImageShape(16, 16, 1), ramp);
        SplittableRandom random = new SplittableRandom(2);
        for (HarmlessEdit edit : HarmlessEdit.whispers()) {
            for (int draw = 0; draw < DRAWS; draw++) {
                Image edited = edit.apply(image, random);
                for (int i = 0; i < ramp.length; i++) {
                    assertThat(Math.abs(edited.at(i) - i)).as(edit.name()).isLessThanOrEqualTo(12);
                }
            }
        }
    }
}
