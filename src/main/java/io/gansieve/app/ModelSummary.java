package io.gansieve.app;

import io.gansieve.image.SourceName;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.LoggedVersion;
import io.gansieve.registry.ModelLog;
import io.gansieve.registry.ModelVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A version in a few figures, as {@code models list} and {@code /models} show it.
 *
 * @param promoted passed the gate
 * @param reasons why not
 * @param auroc on the gate split over all generated images, if there were any
 * @param champion whether it serves now
 * @param weights {@code held}, {@code gone} (thinned out) or {@code torn} (the topic lost a part)
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
        boolean pinned,
        String weights) {
    /** What one answer holds at most. */
    public static final int MAX_PAGE = 500;

    /** Of the status page, whose event must stay small. */
    private static final int WATCHED = 100;

    private static final int WATCHED_SOURCES = 8;

    /**
     * The newest versions below {@code before}, in the order of their numbers.
     *
     * @param limit at most so many
     */
    public static List<ModelSummary> page(ModelLog log, long before, int limit) {
        Optional<ChampionPointer> champion = log.champion();
        List<ModelSummary> page = new ArrayList<>();
        List<LoggedVersion> versions =
                List.copyOf(log.versions().headMap(before).values());
        for (LoggedVersion version : versions.subList(Math.max(0, versions.size() - limit), versions.size())) {
            page.add(of(version, champion));
        }
        return page;
    }

    /** One version. */
    public static Optional<ModelSummary> of(ModelLog log, long version) {
        return log.version(version).map(found -> of(found, log.champion()));
    }

    /** What the status page draws: the newest, and the champion however old it is. */
    static List<ModelSummary> watched(ModelLog log) {
        List<ModelSummary> newest = new ArrayList<>(page(log, Long.MAX_VALUE, WATCHED));
        if (newest.stream().noneMatch(ModelSummary::champion)) {
            of(log, log.championVersion()).ifPresent(champion -> newest.add(0, champion));
        }
        return newest.stream().map(ModelSummary::withFewSources).toList();
    }

    private ModelSummary withFewSources() {
        Map<String, Double> few = new TreeMap<>();
        Stream.concat(Stream.of(SourceName.ALL), new TreeSet<>(aurocBySource.keySet()).stream())
                .filter(aurocBySource::containsKey)
                .distinct()
                .limit(WATCHED_SOURCES)
                .forEach(source -> few.put(source, aurocBySource.get(source)));
        return new ModelSummary(
                version, parent, createdAt, round, promoted, reasons, auroc, few, champion, pinned, weights);
    }

    private static ModelSummary of(LoggedVersion logged, Optional<ChampionPointer> pointer) {
        ModelVersion version = logged.metadata();
        boolean champion =
                pointer.filter(found -> found.version() == version.version()).isPresent();
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
                champion && pointer.map(ChampionPointer::pinned).orElse(false),
                logged.state());
    }
}
