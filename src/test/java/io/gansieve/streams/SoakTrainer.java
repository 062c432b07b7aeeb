package io.gansieve.streams;

import io.gansieve.gan.RoundResult;
import io.gansieve.image.ImageFit;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.Sha256;
import io.gansieve.image.SourceName;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.registry.GateReport;
import io.gansieve.registry.ModelPackage;
import io.gansieve.registry.ModelVersion;
import io.gansieve.registry.Provenance;
import io.gansieve.registry.RoundOutcome;
import io.gansieve.registry.RoundRequest;
import io.gansieve.scoring.Calibration;
import io.gansieve.scoring.Thresholds;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.Topology;

/** The trainer's topology with rounds that train nothing: each ends well, when the test says so. */
public final class SoakTrainer {
    private static final int PART_BYTES = 50 << 10;

    private final BlockingQueue<Round> started = new LinkedBlockingQueue<>();
    private final Clock clock;

    /** A round that the trainer started, and that waits for its end. */
    public static final class Round {
        private final RoundRequest request;
        private final CompletableFuture<RoundOutcome> outcome = new CompletableFuture<>();

        private Round(RoundRequest request) {
            this.request = request;
        }

        public RoundRequest request() {
            return request;
        }
    }

    public SoakTrainer(Clock clock) {
        this.clock = clock;
    }

    public Topology topology(
            Topics topics,
            RecordLimits limits,
            TrainerSettings settings,
            ImageDecoder decoder,
            StreamsSettings images,
            Models models,
            TrainerListener listener) {
        RoundRunner runner = this::start;
        return TrainerTopology.build(
                topics, limits, settings, decoder, () -> ImageReader.connect(images), models, runner, listener, clock);
    }

    private Future<RoundOutcome> start(RoundRequest request) {
        Round round = new Round(request);
        started.add(round);
        return round.outcome;
    }

    /** The next round that the trainer starts; empty if it starts none within a while. */
    public Optional<Round> next(long timeoutSeconds) throws InterruptedException {
        return Optional.ofNullable(started.poll(timeoutSeconds, TimeUnit.SECONDS));
    }

    /** Ends a round with a version that passes the gate: 50 KiB, with figures of every source that the gate split names. */
    public void finish(Round round) {
        RoundRequest request = round.request();
        SplittableRandom random = new SplittableRandom(request.version());
        byte[] state = new byte[PART_BYTES];
        random.nextBytes(state);
        RoundResult result = new RoundResult(1, 1, 1, .8, false, 0, 0, 8, List.of("gan"));
        round.outcome.complete(new RoundOutcome.Healthy(state, model(request, random), result, Optional.empty(), 1));
    }

    private ModelPackage model(RoundRequest request, SplittableRandom random) {
        byte[] detector = TestModels.onnx(request.version(), TestModels.SHAPE);
        byte[] generator = new byte[PART_BYTES];
        random.nextBytes(generator);
        byte[] samples = {1, 2, 3};
        ModelVersion metadata = new ModelVersion(
                ModelVersion.SCHEMA,
                request.version(),
                clock.instant(),
                TestModels.SHAPE,
                ImageFit.RESIZE,
                Calibration.IDENTITY,
                new Thresholds(.2, .8, .9, .01),
                List.of("gan"),
                new Provenance(
                        request.parent(),
                        request.round(),
                        request.seed(),
                        0,
                        request.images().digest(),
                        Map.of(),
                        request.offsets()),
                gate(request, random),
                Map.of(
                        ModelVersion.DETECTOR, Sha256.hex(detector),
                        ModelVersion.GENERATOR, Sha256.hex(generator),
                        ModelVersion.SAMPLES, Sha256.hex(samples)));
        return new ModelPackage(metadata, detector, generator, samples);
    }

    private static GateReport gate(RoundRequest request, SplittableRandom random) {
        Map<String, Double> auroc = new TreeMap<>(Map.of(SourceName.ALL, .95));
        for (LabeledImage image : request.gate()) {
            if (image.label() == Label.GENERATED) {
                auroc.computeIfAbsent(image.source(), source -> .9 + random.nextDouble() / 10);
            }
        }
        int reals = (int) request.gate().stream()
                .filter(image -> image.label() == Label.REAL)
                .count();
        return new GateReport(
                true, List.of(), auroc, auroc, .01, .02, reals, request.gate().size() - reals);
    }
}
