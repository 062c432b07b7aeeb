package io.gansieve.streams;

import java.util.concurrent.CompletableFuture;

/** Runs rounds away from the stream thread, one at a time. Cancelling the future ends the round early. */
interface RoundRunner {
    CompletableFuture<RoundOutcome> start(RoundRequest request);
}
