package io.gansieve.streams;

import io.gansieve.registry.ModelLog;
import io.gansieve.registry.ModelPackage;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** A models topic on which nothing is. */
final class NoModels implements Models {
    @Override
    public ModelLog log() {
        return ModelLog.EMPTY;
    }

    @Override
    public Instant readAt() {
        return Instant.EPOCH;
    }

    @Override
    public Future<Optional<ModelPackage>> fetch(long version) {
        return CompletableFuture.completedFuture(Optional.empty());
    }
}
