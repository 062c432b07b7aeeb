package io.gansieve.app;

import java.util.Optional;

/**
 * A run of rounds with the parts that the next round goes on from. Megabytes large, so its arrays are shared, not copied: nobody
 * writes to them.
 *
 * @param state encoded snapshot; empty until a round was healthy
 * @param championModel envelope of the champion; empty until a version was promoted
 */
@SuppressWarnings("ArrayRecordComponent")
record Checkpoint(TrainingRun run, Optional<byte[]> state, Optional<byte[]> championModel) {}
