package io.gansieve.streams;

import io.gansieve.image.Label;
import io.gansieve.registry.RoundReport;
import io.gansieve.replay.Split;
import java.time.Duration;

/** What the trainer application tells those who count. Called on stream threads; must be quick and safe for any thread. */
public interface TrainerListener {
    TrainerListener NONE = new TrainerListener() {};

    /** A labelled image was taken into replay, or passed over by its reservoir or as a near-copy. */
    default void exampleTaken(Label label) {}

    /** A labelled image was not taken, since replay holds a near-copy under the same label. */
    default void exampleDuplicated(Label label) {}

    /** A labelled image was not taken, since replay holds a near-copy under the other label. */
    default void exampleContradicted(Label label) {}

    /** A label that came by itself became an example, {@code delay} after its image was scored. */
    default void labeled(Label label, Duration delay) {}

    /** A label met its image, and gives no example that replay could take. */
    default void labelUnused(UnusedLabel reason) {}

    /** So many verdicts left the full index of the label join before their time. */
    default void verdictsEvicted(int verdicts) {}

    /** A record of the verdicts topic was passed over: it is no verdict that a scorer of these topics writes. */
    default void verdictRefused() {}

    /** So many labels stopped waiting before their time, since too many waited. */
    default void waitingLabelsDropped(int labels) {}

    /** What the labels that wait in a partition of the label join take; 0 once it has left this instance. */
    default void waitingLabelBytes(int partition, long bytes) {}

    /** What a partition of the label join's index counts now; 0 once it has left this instance. */
    default void verdictIndexBytes(int partition, long bytes) {}

    /** An internal record of the label join was passed over: a newer program wrote it, or it is damaged. */
    default void joinRecordUnreadable() {}

    default void deadLettered(String reason) {}

    default void replayFilled(Split split, Label label, int images) {}

    default void replayBytes(long bytes) {}

    /** What the quarantine holds now. */
    default void quarantineFilled(Label label, int images) {}

    /** So many images came into quarantine, or left it. */
    default void quarantined(Label label, QuarantineOutcome outcome, int images) {}

    default void roundFinished(RoundReport report) {}

    /** The models topic had lost the champion, and has it again. */
    default void championPublishedAgain() {}

    /** Somebody else wrote a champion pointer, or took one back: the champion has a higher epoch. */
    default void championOutbid() {}

    /** Training left its state: rounds from it failed one after the other, or somebody ordered it. */
    default void trainingReset(StateReset to) {}

    /** The trainer's task left this instance: gauges that it fed say nothing any more. */
    default void handedOver() {}
}
