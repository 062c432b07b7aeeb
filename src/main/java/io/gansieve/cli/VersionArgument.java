package io.gansieve.cli;

import io.gansieve.app.RegistryReader;
import io.gansieve.app.RegistryState;
import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.ModelPackage;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A version as a user names it.
 *
 * @param number 0 for the one that serves
 */
record VersionArgument(long number) {
    static final VersionArgument CHAMPION = new VersionArgument(0);

    /** The version with its parts. */
    ModelPackage fetch(RegistryReader reader) throws CommandFailure {
        RegistryState state = reader.catchUp();
        long wanted = number == 0 ? state.championVersion() : number;
        if (wanted == 0) {
            throw new CommandFailure("version 0 serves; it is built in and has no files");
        }
        try {
            return reader.fetch(wanted)
                    .orElseThrow(() -> new CommandFailure("version %d is not in the registry; it has %s"
                            .formatted(wanted, state.versions().keySet())));
        } catch (CorruptEnvelopeException e) {
            throw new CommandFailure("version %d cannot be used: %s".formatted(wanted, e.getMessage()), e);
        }
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
