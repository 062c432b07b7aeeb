package io.gansieve.app;

import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.ModelVersion;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The registry as it was read: versions that are kept, by number, and every champion pointer, by epoch. Immutable. */
public record RegistryState(SortedMap<Long, ModelVersion> versions, List<ChampionPointer> pointers) {
    public static final RegistryState EMPTY = new RegistryState(new TreeMap<>(), List.of());

    public RegistryState {
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
        pointers = pointers.stream()
                .sorted(Comparator.comparingLong(ChampionPointer::epoch))
                .toList();
    }

    /** The pointer in force, which is the newest to a version that is there; none while version 0 serves. */
    public Optional<ChampionPointer> champion() {
        return pointers.stream()
                .filter(pointer -> pointer.version() == 0 || versions.containsKey(pointer.version()))
                .reduce((older, newer) -> newer);
    }

    /** The version in force; 0 is the built-in one. */
    public long championVersion() {
        return champion().map(ChampionPointer::version).orElse(0L);
    }
}
