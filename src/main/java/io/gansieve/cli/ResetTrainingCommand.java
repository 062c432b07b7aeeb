package io.gansieve.cli;

import io.gansieve.registry.ChampionPointer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reset-training}: training leaves the state that it has. */
@Command(
        name = "reset-training",
        mixinStandardHelpOptions = true,
        description =
                "Training goes on from the healthy state before the current one. A round that runs is dropped; the champion "
                        + "serves on.")
final class ResetTrainingCommand extends ModelsOrderCommand {
    @Option(names = "--fresh", description = "From networks that have learned nothing yet instead.")
    private boolean fresh;

    @Override
    io.gansieve.streams.Command order() {
        return new io.gansieve.streams.Command.ResetTraining(fresh, Person.name());
    }

    @Override
    String inForce(ChampionPointer pointer) {
        return "training goes on from %s; version %d serves on"
                .formatted(fresh ? "fresh networks" : "the last healthy state", pointer.version());
    }
}
