package io.gansieve.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: measurements beside peers. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures this program beside its peers, in one run.",
        subcommands = {
            BenchTrainingCommand.class,
            BenchCoverageCommand.class,
            BenchLikelihoodCommand.class,
            BenchForgersCommand.class,
            BenchLabelsCommand.class,
            BenchPoisoningCommand.class
        })
final class BenchCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "bench wants training, coverage, likelihood, forgers, labels or poisoning");
    }
}
