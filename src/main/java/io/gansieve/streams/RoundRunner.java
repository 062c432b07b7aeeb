package io.gansieve.streams;

import io.gansieve.registry.RoundOutcome;
import io.gansieve.registry.RoundRequest;
import java.util.concurrent.Future;

/** Runs rounds away from the stream thread, one at a time. Cancelling the future ends the round early. */
interface RoundRunner {
    Future<RoundOutcome> start(RoundRequest request);
}
