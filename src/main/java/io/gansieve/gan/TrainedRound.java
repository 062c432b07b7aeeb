package io.gansieve.gan;

/** The snapshot after a round and what the round gave. */
public record TrainedRound(GanSnapshot snapshot, RoundResult result) {}
