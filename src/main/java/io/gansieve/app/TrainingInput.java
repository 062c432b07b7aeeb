package io.gansieve.app;

import io.gansieve.image.Label;

/**
 * Images that training starts from.
 *
 * @param source who made them
 * @param location a file, a folder, an IDX file, {@code mnist:train} or {@code mnist:test}
 */
public record TrainingInput(Label label, String source, String location) {}
