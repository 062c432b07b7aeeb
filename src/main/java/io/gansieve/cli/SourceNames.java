package io.gansieve.cli;

import io.gansieve.image.SourceName;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Names of who made images, as options give them. */
final class SourceNames {
    private SourceNames() {}

    /** The name as records may have it; one that they may not is wrong usage. */
    static String checked(CommandSpec spec, String option, String name) {
        try {
            return SourceName.of(option, name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
