package io.gansieve.registry;

import io.gansieve.gan.CorruptSnapshotException;
import io.gansieve.gan.CriticFigures;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.GanSnapshots;
import io.gansieve.gan.GanTrainer;
import io.gansieve.gan.RoundResult;
import io.gansieve.gan.TrainedRound;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.scoring.Detector;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One round from its request to its outcome: train, check, calibrate, put before the gate, measure coverage,
 * examine the quarantine. A function of the
 * request but for the time stamps. Used by one thread at a time.
 */
public final class RoundJob {
    private static final Logger LOG = LoggerFactory.getLogger(RoundJob.class);

    /** Images a side for the critic's figures, V(D, G) among them: the error of either mean is then 1/22 of the deviation of its terms. */
    private static final int MAX_VALUED = 512;

    private final GanTrainer trainer;
    private final Candidates candidates;
    private final CoverageProbe coverage;
    private final Clock clock;
    private final Scrutineer scrutineer;

    public RoundJob(GanTrainer trainer, Candidates candidates, CoverageProbe coverage, Clock clock) {
        this.trainer = trainer;
        this.candidates = candidates;
        this.coverage = coverage;
        this.clock = clock;
        this.scrutineer = new Scrutineer(trainer);
    }

    public RoundOutcome run(RoundRequest request) {
        long started = System.nanoTime();
        GanSnapshot before = newest(request.states()).orElseGet(() -> trainer.initial(request.seed()));
        TrainedRound trained;
        try {
            trained = trainer.train(before, request.images(), request.round(), request.seed());
        } catch (CancellationException e) {
            // Stopped from outside, which is no outcome.
            throw e;
        } catch (RuntimeException e) {
            // Whatever training from this state throws is this round's outcome; nothing in there touches Kafka or a
            // store. Errors, as when memory is short, pass: no other state would do better.
            LOG.error("training in round {} failed", request.round(), e);
            return RoundOutcome.Failed.training(e, secondsSince(started));
        }
        RoundResult result = trained.result();
        result.satOut()
                .forEach((forger, reason) -> LOG.warn("{} sat out round {}: {}", forger, request.round(), reason));
        if (!result.finite()) {
            return failed(RoundReport.Outcome.DIVERGED, "a loss is not finite", result, started);
        }
        if (result.collapsed()) {
            String reason = "the generator's samples are all but one image: %.3f of the reals' variance"
                    .formatted(result.diversity());
            return failed(RoundReport.Outcome.COLLAPSED, reason, result, started);
        }
        ModelPackage model = candidate(request, trained);
        if (model.bytes() > VersionRecords.MAX_BYTES) {
            String reason =
                    "a version must have at most %d bytes: %d".formatted(VersionRecords.MAX_BYTES, model.bytes());
            return failed(RoundReport.Outcome.REJECTED, reason, result, started);
        }
        Optional<RoundCoverage> covered = coverage(request, trained);
        RoundResult measured = result.with(criticFigures(request, trained));
        Findings findings = scrutineer.look(request, before, trained.snapshot());
        byte[] state = GanSnapshots.encode(trained.snapshot());
        return new RoundOutcome.Healthy(state, model, measured, covered, findings, secondsSince(started));
    }

    /** A figure that cannot be had is no reason to lose a version. */
    private Optional<RoundCoverage> coverage(RoundRequest request, TrainedRound trained) {
        try {
            return Optional.of(
                    coverage.measure(trained.snapshot(), request.images().real(), request.calibrate(), request.seed()));
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            // Whatever a classifier's file or the generator's samples do to the probe: it computes, and touches no
            // Kafka, no store.
            LOG.warn("coverage of round {} is unknown: {}", request.round(), e.toString());
            return Optional.empty();
        }
    }

    /** On reals of the gate split: on those of the training a critic looks better than it is. */
    private CriticFigures criticFigures(RoundRequest request, TrainedRound trained) {
        List<LabeledImage> reals = request.gate().stream()
                .filter(image -> image.label() == Label.REAL)
                .toList();
        return trainer.criticFigures(trained.snapshot(), Candidates.spread(reals, MAX_VALUED), request.seed());
    }

    private static RoundOutcome failed(RoundReport.Outcome outcome, String reason, RoundResult result, long started) {
        return new RoundOutcome.Failed(outcome, reason, Optional.of(result), secondsSince(started));
    }

    /** The newest state that can be read: training rather goes on from an older one than from nothing. */
    private Optional<GanSnapshot> newest(List<byte[]> states) {
        for (byte[] state : states) {
            try {
                GanSnapshot snapshot = GanSnapshots.decode(state);
                if (trainer.accepts(snapshot)) {
                    return Optional.of(snapshot);
                }
                LOG.warn("a training state is passed over: it is of other networks than the settings ask for");
            } catch (CorruptSnapshotException e) {
                LOG.error("a training state is passed over: {}", e.getMessage());
            }
        }
        return Optional.empty();
    }

    private ModelPackage candidate(RoundRequest request, TrainedRound trained) {
        Optional<Detector> champion = request.championDetector().flatMap(RoundJob::loaded);
        try {
            return candidates.build(new Candidates.Request(
                    request.version(),
                    request.images(),
                    trained,
                    provenance(request, trained),
                    request.calibrate(),
                    request.gate(),
                    request.undeciding(),
                    champion,
                    clock.instant()));
        } finally {
            champion.ifPresent(Detector::close);
        }
    }

    /** Empty for a file that no scorer serves either: what it would have answered holds no candidate back. */
    private static Optional<Detector> loaded(byte[] onnx) {
        try {
            return Optional.of(Detector.load(onnx));
        } catch (IllegalArgumentException e) {
            LOG.warn("the champion is not compared with: it cannot be used: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static Provenance provenance(RoundRequest request, TrainedRound trained) {
        RoundResult result = trained.result();
        return new Provenance(
                request.parent(),
                request.round(),
                request.seed(),
                trained.snapshot().imagesSeen(),
                request.images().digest(),
                Map.of("labelNoise", result.labelNoise(), "instanceNoise", result.instanceNoise()),
                request.offsets());
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
