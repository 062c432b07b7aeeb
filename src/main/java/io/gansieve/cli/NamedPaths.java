package io.gansieve.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Paths under names, as {@code ddpm=a.idx.gz more.idx.gz vae=samples/}: the first {@code =} ends a name, a path without one belongs to
 * the name before it, and a name that comes again takes more paths.
 */
final class NamedPaths {
    private NamedPaths() {}

    /** Of a command's option: what is wrong with it is wrong usage. */
    static Map<String, List<String>> parse(CommandSpec spec, String option, List<String> arguments) {
        try {
            return parse(arguments);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + " " + e.getMessage(), e);
        }
    }

    /** In the order in which names first come; {@link IllegalArgumentException} says what was expected. */
    static Map<String, List<String>> parse(List<String> arguments) {
        Map<String, List<String>> paths = new LinkedHashMap<>();
        Optional<String> name = Optional.empty();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals > 0) {
                name = Optional.of(argument.substring(0, equals));
            }
            String path = argument.substring(equals + 1);
            if (name.isEmpty() || equals == 0 || path.isEmpty()) {
                throw new IllegalArgumentException("must be NAME=PATH: " + argument);
            }
            paths.computeIfAbsent(name.get(), unused -> new ArrayList<>()).add(path);
        }
        return paths;
    }
}
