package io.gansieve.app;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a run of rounds from files is; one JSON file for each round. Its parts lie beside it.
 *
 * @param conditions of the run, see {@link TrainingConditions}
 * @param round that ended last; 0 before the first
 * @param lastVersion number of the last version made; 0 for none
 * @param champion last version promoted; 0 for none
 * @param state of training; absent until a round was healthy
 * @param championModel envelope of the champion
 * @param reportBytes length of the file of reports with this round's line
 * @param stateBefore the healthy state before {@code state}, to which training goes back; absent in runs of older programs
 * @param failuresFromState rounds in a row that failed because of the state they trained from
 */
record TrainingRun(
        int schema,
        SortedMap<String, String> conditions,
        long round,
        long lastVersion,
        long champion,
        Optional<Part> state,
        Optional<Part> championModel,
        long reportBytes,
        Optional<Part> stateBefore,
        int failuresFromState) {
    static final int SCHEMA = 1;

    /** A file in the run's folder. */
    record Part(String file, String sha256) {
        Part {
            if (!file.matches("[0-9]+\\.[a-z]+")) {
                throw new IllegalArgumentException("file must be the name of a part, as 00000007.state: " + file);
            }
        }
    }

    TrainingRun {
        if (schema < 1 || schema > SCHEMA) {
            throw new IllegalArgumentException(
                    "a training run's schema must be between 1 and %d: %d".formatted(SCHEMA, schema));
        }
        conditions = Collections.unmodifiableSortedMap(new TreeMap<>(conditions));
    }

    static TrainingRun beginning(SortedMap<String, String> conditions) {
        return new TrainingRun(SCHEMA, conditions, 0, 0, 0, Optional.empty(), Optional.empty(), 0, Optional.empty(), 0);
    }
}
