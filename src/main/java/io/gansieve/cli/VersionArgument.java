package io.gansieve.cli;

import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.ModelLog;
import io.gansieve.registry.ModelPackage;
import io.gansieve.streams.ModelLogReader;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A version as a user names it.
 *
 * @param number 0 for the one that serves
 */
record VersionArgument(long number) {
    private static final int NAMED = 20;

    static final VersionArgument CHAMPION = new VersionArgument(0);

    /** The version with its parts. */
    ModelPackage fetch(ModelLogReader reader) throws CommandFailure {
        ModelLog state = reader.catchUp();
        long wanted = number == 0 ? state.championVersion() : number;
        if (wanted == 0) {
            throw new CommandFailure("version 0 serves; it is built in and has no files");
        }
        try {
            return reader.fetch(wanted).orElseThrow(() -> missing(wanted, state));
        } catch (CorruptEnvelopeException e) {
            throw new CommandFailure("version %d cannot be used: %s".formatted(wanted, e.getMessage()), e);
        }
    }

    /** Its weights are, at least. */
    private static CommandFailure missing(long version, ModelLog state) {
        List<Long> held = List.copyOf(state.heldBytes().keySet());
        String newest =
                held.subList(Math.max(0, held.size() - NAMED), held.size()).toString();
        return new CommandFailure(state.version(version)
                .map(known -> "the weights of version %d are %s; those held are the newest of %s"
                        .formatted(version, known.state(), newest))
                .orElse("version %d is not in the registry; the newest it holds are %s".formatted(version, newest)));
    }

    /** {@code 12} or {@code champion}. */
    static final class Converter implements ITypeConverter<VersionArgument> {
        @Override
        public VersionArgument convert(String text) {
            if (text.equals("champion")) {
                return CHAMPION;
            }
            try {
                long number = Long.parseLong(text);
                if (number > 0) {
                    return new VersionArgument(number);
                }
            } catch (NumberFormatException e) {
                throw new TypeConversionException("must be a version from 1 on, or champion: " + text);
            }
            throw new TypeConversionException("must be a version from 1 on, or champion: " + text);
        }
    }
}
