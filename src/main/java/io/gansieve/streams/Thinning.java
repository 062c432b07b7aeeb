package io.gansieve.streams;

import io.gansieve.registry.LoggedVersion;
import io.gansieve.registry.Manifest;
import io.gansieve.registry.ModelLog;
import io.gansieve.registry.Retention;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Carries out what {@link Retention} decides, in the transaction that adds a version. */
final class Thinning {
    /** Records that leave at once, so that a transaction stays small; the next round goes on. */
    private static final int MOST_AT_ONCE = 2_000;

    private final Retention retention;
    private final Ledger ledger;
    private final ModelLog log;
    private final TrainerOutput output;

    /** @param log may lag behind the ledger by what was published a moment ago */
    Thinning(Retention retention, Ledger ledger, ModelLog log, TrainerOutput output) {
        this.retention = retention;
        this.ledger = ledger;
        this.log = log;
        this.output = output;
    }

    void thin(Instant now) {
        thinWeights(now);
        Set<Long> pointers = few(retention.pointersGone(ledger.versions(), ledger.history(), now));
        ledger.removePointers(pointers);
        pointers.forEach(output::pointerTombstone);
        TreeMap<Long, LoggedVersion> settled = new TreeMap<>(log.versions());
        settled.keySet().removeAll(ledger.versions());
        for (long version : few(retention.recordsGone(settled, ledger.history()))) {
            output.versionTombstone(version);
            removeParts(version, log.version(version));
        }
    }

    private void thinWeights(Instant now) {
        Set<Long> kept = retention.weights(ledger.versionBytes(), ledger.history(), now);
        List<Long> gone = new ArrayList<>(ledger.versions());
        gone.removeAll(kept);
        for (long version : gone) {
            thin(version);
            ledger.removeVersion(version);
        }
    }

    /** The manifest first: at no time do parts lack that a manifest promises. */
    private void thin(long version) {
        Optional<LoggedVersion> logged = log.version(version);
        boolean served = ledger.history().pointers().stream().anyMatch(pointer -> pointer.version() == version);
        if (served && logged.isPresent()) {
            output.manifest(Manifest.gone(logged.get().metadata()));
        } else {
            output.versionTombstone(version);
        }
        removeParts(version, logged);
    }

    private void removeParts(long version, Optional<LoggedVersion> logged) {
        int parts = logged.map(found -> parts(found.weights())).orElse(Manifest.MAX_PARTS);
        for (int part = 0; part < parts; part++) {
            output.partTombstone(version, part);
        }
    }

    /** That may be on the topic. */
    private static int parts(LoggedVersion.Weights weights) {
        if (weights instanceof LoggedVersion.Weights.Parts parts) {
            return parts.offsets().size();
        }
        return weights instanceof LoggedVersion.Weights.Torn ? Manifest.MAX_PARTS : 0;
    }

    private static Set<Long> few(Set<Long> records) {
        return records.stream().limit(MOST_AT_ONCE).collect(Collectors.toCollection(TreeSet::new));
    }
}
