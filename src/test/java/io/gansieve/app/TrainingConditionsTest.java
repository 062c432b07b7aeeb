package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.config.ConfigException;
import io.gansieve.config.ConfigLoader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
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

    private static SortedMap<String, String> conditions(Map<String, String> flags) throws ConfigException {
        return TrainingConditions.of(ConfigLoader.load(Optional.empty(), Map.of(), flags), INPUTS);
    }
}
