package io.gansieve.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quarantine}: labelled images that nothing is trained on. */
@Command(
        name = "quarantine",
        mixinStandardHelpOptions = true,
        description = "Labels that contradict the detector: shows them, lets them into training, takes them out.",
        subcommands = {
            QuarantineListCommand.class,
            QuarantineOrderCommand.Release.class,
            QuarantineOrderCommand.Drop.class
        })
final class QuarantineCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "quarantine wants list, release or drop");
    }
}
