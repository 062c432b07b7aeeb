package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.config.ConfigException;
import io.gansieve.config.ConfigLoader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class TrainingConditionsTest {
    private static final List<String> INPUTS = List.of("4 real images of mnist, sha256 cafe");

    @Test
    void areTheImagesAndWhatChangesTheBits() throws ConfigException {
        SortedMap<String, String> before = conditions(Map.of());

        assertThat(before).containsEntry("input 1", INPUTS.get(0));
        assertThat(TrainingConditions.differences(before, conditions(Map.of("image.fit", "center-crop"))))
                .containsExactly("image.fit was resize, not center-crop");
    }

    /** Runs that began before these were settings go on. */
    @Test
    void leaveOutWhichFilesAreReadSinceTheInputsTell() throws ConfigException {
        assertThat(conditions(Map.of("image.max-pixels", "1000000", "image.animations", "refuse")))
                .isEqualTo(conditions(Map.of()))
                .doesNotContainKeys("image.max-pixels", "image.animations", "image.animation-frames");
    }

    /** As if each of them were a setting that came after the run. */
    @Test
    void aSettingThatARunLacksHasItsDefault() throws ConfigException {
        SortedMap<String, String> now = conditions(Map.of());
        for (String key : now.keySet()) {
            SortedMap<String, String> before = new TreeMap<>(now);
            before.remove(key);
            if (key.startsWith("input ")) {
                assertThat(TrainingConditions.differences(before, now))
                        .containsExactly("input 1 was none, not " + INPUTS.get(0));
            } else {
                assertThat(TrainingConditions.differences(before, now)).as(key).isEmpty();
            }
        }
        SortedMap<String, String> before = new TreeMap<>(now);
        before.remove("training.beta2");
        assertThat(TrainingConditions.differences(before, conditions(Map.of("training.beta2", "0.9"))))
                .containsExactly("training.beta2 was 0.999, not 0.9");
    }

    @Test
    void settingsThatCountedOnceAndNoLongerDoArePassedOver() throws ConfigException {
        SortedMap<String, String> before = conditions(Map.of());
        before.put("shutdown.timeout", "10s");
        before.put("image.max-pixels", "100");

        assertThat(TrainingConditions.differences(before, conditions(Map.of()))).isEmpty();
    }

    private static SortedMap<String, String> conditions(Map<String, String> flags) throws ConfigException {
        return TrainingConditions.of(ConfigLoader.load(Optional.empty(), Map.of(), flags), INPUTS);
    }
}
