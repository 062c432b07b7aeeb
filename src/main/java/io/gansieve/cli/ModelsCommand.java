package io.gansieve.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code models}: the registry. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = "Versions: shows them, writes them to files, puts them in force.",
        subcommands = {
            ModelsListCommand.class,
            ModelsShowCommand.class,
            ModelsExportCommand.class,
            ModelsFilmCommand.class,
            ModelsOrderCommand.Promote.class,
            ModelsOrderCommand.Rollback.class,
            ModelsOrderCommand.Unpin.class
        })
final class ModelsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "models wants list, show, export, film, promote, rollback or unpin");
    }
}
