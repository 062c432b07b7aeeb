package io.gansieve.app;

import io.gansieve.image.SourceName;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.ModelVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A version in a few figures, as {@code models list} and {@code /models} show it.
 *
 * @param promoted passed the gate
 * @param reasons why not
 * @param auroc on the gate split over all generated images, if there were any
 * @param champion whether it serves now
 */
public record ModelSummary(
        long version,
        long parent,
        Instant createdAt,
        long round,
        boolean promoted,
        List<String> reasons,
        Optional<Double> auroc,
        Map<String, Double> aurocBySource,
        boolean champion,
        boolean pinned) {
    /** In the order of their numbers. */
    public static List<ModelSummary> all(RegistryState state) {
        return state.versions().values().stream()
                .map(version -> of(version, state))
                .toList();
    }

    private static ModelSummary of(ModelVersion version, RegistryState state) {
        boolean champion = state.championVersion() == version.version();
        return new ModelSummary(
                version.version(),
                version.provenance().parent(),
                version.createdAt(),
                version.provenance().round(),
                version.gate().passed(),
                version.gate().reasons(),
                Optional.ofNullable(version.gate().auroc().get(SourceName.ALL)).filter(Double::isFinite),
                version.gate().auroc(),
                champion,
                champion && state.champion().map(ChampionPointer::pinned).orElse(false));
    }
}
