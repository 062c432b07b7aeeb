package io.gansieve.registry;

import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.evaluation.Ndb;
import java.util.Locale;
import java.util.Optional;

/**
 * What a round's generator covers of the data.
 *
 * @param average of the averaged generator, which samples and is exported
 * @param raw of the generator as it plays
 */
public record RoundCoverage(Generator average, Generator raw) {
    /**
     * Of one generator.
     *
     * @param modes by a classifier, where one serves
     * @param bins against the reals of the calibration split, where there are enough
     */
    public record Generator(Optional<ModeCoverage> modes, Optional<Ndb> bins) {}

    /** The averaged generator in a few words, as {@code modes 10/10, reverse KL .012 (floor .002), 31/100 bins differ}. */
    public String summary() {
        Optional<String> modes = average.modes()
                .map(found -> String.format(
                        Locale.ROOT,
                        "modes %d/%d, reverse KL %.3f (floor %.3f), %.0f %% confident",
                        found.modesCovered(),
                        found.classes(),
                        found.reverseKl(),
                        found.reverseKlFloor(),
                        100 * found.confidentRatio()));
        Optional<String> bins = average.bins()
                .map(found -> String.format(
                        Locale.ROOT,
                        "%d/%d bins differ, JS %.3f",
                        found.different(),
                        found.bins(),
                        found.jensenShannon()));
        return modes.map(text -> bins.map(more -> text + ", " + more).orElse(text))
                .or(() -> bins)
                .orElse("coverage unknown");
    }
}
