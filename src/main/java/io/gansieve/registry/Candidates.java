package io.gansieve.registry;

import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.GanTrainer;
import io.gansieve.gan.TrainedRound;
import io.gansieve.image.ImageFit;
import io.gansieve.image.LabeledImage;
import io.gansieve.scoring.Detector;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Makes a version out of a trained round: exports the networks, calibrates and sets thresholds on the calibration split, and
 * puts the candidate before the gate. Neither split was trained on. Used by one thread at a time.
 */
public final class Candidates {
    /**
     * @param calibrate labelled images of the calibration split; own generators' samples are added here, as are they to the gate's
     * @param champion the serving detector, unless version 0 serves
     */
    public record Request(
            long version,
            TrainedRound round,
            Provenance provenance,
            List<LabeledImage> calibrate,
            List<LabeledImage> gate,
            Optional<Detector> champion,
            Instant now) {}

    public Candidates(GanTrainer trainer, GateConfig config, ImageFit fit) {}

    public ModelPackage build(Request request) {
        throw new UnsupportedOperationException();
    }

    /** The grid that goes into the version, as PNG. */
    public byte[] samples(GanSnapshot snapshot) {
        throw new UnsupportedOperationException();
    }
}
