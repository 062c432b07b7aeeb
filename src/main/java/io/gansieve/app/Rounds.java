package io.gansieve.app;

import io.gansieve.config.GansieveConfig;
import io.gansieve.gan.GanTrainer;
import io.gansieve.registry.Candidates;
import io.gansieve.registry.CoverageProbe;
import io.gansieve.registry.RoundJob;
import io.gansieve.streams.TrainingExecutor;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/** Puts together what runs a round, for the service and for training from files alike. */
final class Rounds {
    private Rounds() {}

    /**
     * The caller closes it.
     *
     * @param classifier of digits as ONNX; a round measures coverage without it where it is empty
     */
    static TrainingExecutor executor(
            GansieveConfig config, Supplier<Optional<byte[]>> classifier, Supplier<GanTrainer> trainers, Clock clock) {
        return new TrainingExecutor(
                trainers,
                trainer -> new RoundJob(
                        trainer,
                        new Candidates(trainer, config.gate(), config.fit()),
                        new CoverageProbe(trainer, config.coverage(), classifier),
                        clock));
    }
}
