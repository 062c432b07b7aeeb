package io.gansieve.registry;

import io.gansieve.gan.RoundImages;
import io.gansieve.image.LabeledImage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything a round needs, drawn and immutable before it starts.
 *
 * @param version number that its model will get
 * @param parent the version before it; 0 for none
 * @param champion version in force at the start; 0 for the built-in one
 * @param states encoded snapshots to go on from, the newest first; none at the very beginning
 * @param undeciding sources of gate images that are reported and decide nothing, since one sender supplied them all
 * @param scrutiny what is looked at beside the images that are trained on
 * @param championDetector the serving detector as ONNX; empty for version 0
 * @param offsets how far the trainer had read, for the provenance; empty if nothing was read from Kafka
 */
@SuppressWarnings("ArrayRecordComponent")
public record RoundRequest(
        long round,
        long version,
        long parent,
        long champion,
        long seed,
        List<byte[]> states,
        RoundImages images,
        List<LabeledImage> calibrate,
        List<LabeledImage> gate,
        Set<String> undeciding,
        Scrutiny scrutiny,
        Optional<byte[]> championDetector,
        Map<String, Long> offsets,
        Instant startedAt) {
    public RoundRequest {
        states = List.copyOf(states);
        calibrate = List.copyOf(calibrate);
        gate = List.copyOf(gate);
        undeciding = Set.copyOf(undeciding);
        offsets = Map.copyOf(offsets);
    }

    /** With every source deciding, and nothing else to look at. */
    public RoundRequest(
            long round,
            long version,
            long parent,
            long champion,
            long seed,
            List<byte[]> states,
            RoundImages images,
            List<LabeledImage> calibrate,
            List<LabeledImage> gate,
            Optional<byte[]> championDetector,
            Map<String, Long> offsets,
            Instant startedAt) {
        this(
                round,
                version,
                parent,
                champion,
                seed,
                states,
                images,
                calibrate,
                gate,
                Set.of(),
                Scrutiny.NONE,
                championDetector,
                offsets,
                startedAt);
    }
}
