package io.gansieve.cli;

import io.gansieve.app.KafkaClients;
import io.gansieve.config.GansieveConfig;
import io.gansieve.scoring.Detector;
import io.gansieve.streams.ModelLogReader;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A detector as a user names it: a file, or a version of the registry on Kafka. */
sealed interface ModelArgument {
    /** Whoever calls closes the detector. */
    Detector load(GansieveConfig config) throws IOException, CommandFailure;

    record File(Path path) implements ModelArgument {
        @Override
        public Detector load(GansieveConfig config) throws IOException, CommandFailure {
            return DetectorFile.load(path);
        }
    }

    record Version(VersionArgument version) implements ModelArgument {
        @Override
        public Detector load(GansieveConfig config) throws IOException, CommandFailure {
            try (ModelLogReader reader = KafkaClients.of(config).openModelLog(config.topics())) {
                return Detector.load(version.fetch(reader).detectorOnnx());
            } catch (IllegalArgumentException e) {
                throw new CommandFailure("the version's detector cannot be used: " + e.getMessage(), e);
            }
        }
    }

    /** {@code 12} and {@code champion} are versions, all else is a file; one of such a name is {@code ./12}. */
    final class Converter implements ITypeConverter<ModelArgument> {
        private final VersionArgument.Converter versions = new VersionArgument.Converter();

        @Override
        public ModelArgument convert(String text) {
            if (text.equals("champion") || text.matches("-?[0-9]+")) {
                return new Version(versions.convert(text));
            }
            try {
                return new File(Path.of(text));
            } catch (InvalidPathException e) {
                throw new TypeConversionException("must be a file, a version from 1 on, or champion: " + text);
            }
        }
    }
}
