package io.gansieve.streams;

import io.gansieve.registry.RoundOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves a state of training from which round after round fails: for the healthy one before it, and if rounds from that fail, too,
 * for fresh networks. Also on order. The champion serves on all the while. Part of the trainer's one task.
 */
final class TrainingRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingRecovery.class);

    private final TrainingStateStore state;
    private final TrainerListener listener;

    TrainingRecovery(TrainingStateStore state, TrainerListener listener) {
        this.state = state;
        this.listener = listener;
    }

    /**
     * Leaves the state if the round is one too many.
     *
     * @param before rounds in a row before this one that failed because of the state
     * @return the same with this one; 0 for another state
     */
    int after(long round, RoundOutcome outcome, int before) {
        int failures = outcome.failuresFromState(before);
        if (failures < RoundOutcome.MOST_FAILURES_FROM_STATE) {
            return failures;
        }
        reset(
                canGoBack() ? StateReset.HEALTHY : StateReset.FRESH,
                "%d rounds in a row failed, the last one round %d".formatted(failures, round));
        return 0;
    }

    /** Whether a healthy state before the current one is held. */
    boolean canGoBack() {
        return state.holdsPrevious();
    }

    /** @param why for the log */
    void reset(StateReset to, String why) {
        if (to == StateReset.HEALTHY) {
            state.dropNewest();
        } else {
            state.clear();
        }
        LOG.warn(
                "{}: training goes on from {}",
                why,
                to == StateReset.HEALTHY ? "the last healthy state" : "fresh networks");
        listener.trainingReset(to);
    }
}
