package io.gansieve.app;

import io.gansieve.config.GansieveConfig;
import io.gansieve.gan.GanTrainer;
import io.gansieve.registry.Candidates;
import io.gansieve.registry.CoverageProbe;
import io.gansieve.registry.RoundJob;
import io.gansieve.streams.TrainingExecutor;
import java.time.Clock;
import java.util.function.Supplier;

/** Puts together what runs a round, for the service and for training from files alike. */
final class Rounds {
    private Rounds() {}

    /** The caller closes it. */
    static TrainingExecutor executor(
            GansieveConfig config, DataDirectory directory, Supplier<GanTrainer> trainers, Clock clock) {
        DigitClassifier digits = new DigitClassifier(directory.root());
        return new TrainingExecutor(
                trainers,
                trainer -> new RoundJob(
                        trainer,
                        new Candidates(trainer, config.gate(), config.fit()),
                        new CoverageProbe(trainer, config.coverage(), digits::onnx),
                        clock));
    }
}
