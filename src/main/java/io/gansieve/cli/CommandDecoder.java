package io.gansieve.cli;

import io.gansieve.config.ConfigException;
import io.gansieve.config.GansieveConfig;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.scoring.DetectorMetadata;

/** Decodes files for one detector, in a process that does nothing else with its heap. */
final class CommandDecoder {
    private static final int HEAP_PARTS = 2;

    private CommandDecoder() {}

    static ImageDecoder of(GansieveConfig config, DetectorMetadata detector) throws ConfigException {
        return config.decoder(
                detector.shape(), detector.fit(), Runtime.getRuntime().maxMemory(), HEAP_PARTS);
    }
}
