package io.gansieve.cli;

import io.gansieve.scoring.Detector;
import io.gansieve.scoring.DetectorMetadata;
import io.gansieve.scoring.Thresholds;
import java.util.List;
import java.util.Optional;

/**
 * What {@code evaluate} measured; as JSON its only answer, so that fields are only ever added.
 *
 * @param sources the one that the detector tells worst first
 * @param corruptions empty unless asked for
 * @param controls in the order of the sources; empty unless asked for, and so is their mean
 */
record EvaluationReport(
        Model model,
        RealFigures real,
        List<SourceFigures> sources,
        MeanFigures mean,
        List<UnfamiliarFigures> unfamiliar,
        List<CorruptionFigures> corruptions,
        List<ControlFigures> controls,
        Optional<ControlFigures> controlsMean) {
    EvaluationReport {
        sources = List.copyOf(sources);
        unfamiliar = List.copyOf(unfamiliar);
        corruptions = List.copyOf(corruptions);
        controls = List.copyOf(controls);
    }

    /**
     * Which detector it was.
     *
     * @param sha256 of its file, in hex
     * @param prior share of generated images for which its probabilities are stated, and {@code ece} with them
     */
    record Model(long version, String sha256, Thresholds thresholds, double prior, List<String> trainedAgainst) {
        static Model of(Detector detector) {
            DetectorMetadata metadata = detector.metadata();
            return new Model(
                    metadata.version(),
                    detector.sha256(),
                    metadata.thresholds(),
                    metadata.calibration().prior(),
                    metadata.trainedAgainst());
        }
    }
}
