package io.gansieve.app;

import io.gansieve.config.ConfigException;
import io.gansieve.config.GansieveConfig;
import io.gansieve.gan.GanTrainer;
import io.gansieve.gan.RoundImages;
import io.gansieve.gan.dl4j.Dl4jGanTrainer;
import io.gansieve.image.Label;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.Envelope;
import io.gansieve.registry.RoundOutcome;
import io.gansieve.registry.RoundReport;
import io.gansieve.registry.RoundRequest;
import io.gansieve.replay.ReplayBuffer;
import io.gansieve.replay.RoundDraw;
import io.gansieve.replay.Split;
import io.gansieve.streams.TrainingExecutor;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds without Kafka: the images of files in a replay buffer, the service's own round over and over, the champion always the last
 * version promoted. Every round is kept before the next one starts, and each is a function of seed, images and the round before, so
 * a run that was killed and opened again ends in the same bits as one that was not.
 *
 * <p>Used by one thread, but for {@link #stop}; owns the thread that trains.
 *
 * <pre>{@code
 * try (DataDirectory directory = DataDirectory.open(folder);
 *         OfflineTraining training = OfflineTraining.open(config, directory, inputs, false, clock)) {
 *     training.run(TrainingGoal.ofRounds(6), System::nanoTime, listener);
 * }
 * }</pre>
 */
public final class OfflineTraining implements AutoCloseable {
    /** The rest is the replay buffer's and the networks'. */
    private static final int DECODING_HEAP_PARTS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(OfflineTraining.class);
    private static final long LOOK_MILLIS = 200;

    /** As many as leave the state, the healthy one before it, and fresh networks. */
    private static final int MAX_FAILED_IN_A_ROW = 3 * RoundOutcome.MOST_FAILURES_FROM_STATE;

    /** Told on the thread of {@link #run}. */
    public interface Listener {
        /** Several times a second while a round runs. */
        void running(long round);

        /** Everything that the round gave is on the disk. */
        void finished(RoundReport report);
    }

    private final GansieveConfig config;
    private final ReplayBuffer buffer;
    private final TrainingFolder folder;
    private final TrainingExecutor executor;
    private final Clock clock;
    private Checkpoint checkpoint;
    private volatile boolean stopped;

    private OfflineTraining(
            GansieveConfig config,
            ReplayBuffer buffer,
            TrainingFolder folder,
            Checkpoint checkpoint,
            TrainingExecutor executor,
            Clock clock) {
        this.config = config;
        this.buffer = buffer;
        this.folder = folder;
        this.checkpoint = checkpoint;
        this.executor = executor;
        this.clock = clock;
    }

    /**
     * Reads the images and goes on with the folder's run, if it has one.
     *
     * @param restart forgets the folder's run instead
     * @throws ConfigException if the heap is too small for {@code image.max-pixels}
     * @throws IOException also if the run began with other settings or images, naming them, or there are too few reals
     */
    public static OfflineTraining open(
            GansieveConfig config, DataDirectory directory, List<TrainingInput> inputs, boolean restart, Clock clock)
            throws ConfigException, IOException {
        return open(config, directory, inputs, restart, () -> new Dl4jGanTrainer(config.training()), clock);
    }

    static OfflineTraining open(
            GansieveConfig config,
            DataDirectory directory,
            List<TrainingInput> inputs,
            boolean restart,
            Supplier<GanTrainer> trainers,
            Clock clock)
            throws ConfigException, IOException {
        TrainingFolder folder = directory.training();
        ReplayBuffer buffer = new ReplayBuffer(config.replay(), config.trainingSeed());
        ImageDecoder decoder = config.decoder(
                config.shape(), config.fit(), Runtime.getRuntime().maxMemory(), DECODING_HEAP_PARTS);
        TrainingImages images = new TrainingImages(decoder, buffer);
        for (TrainingInput input : inputs) {
            images.read(input);
        }
        requireReals(config, buffer);
        SortedMap<String, String> conditions = TrainingConditions.of(config, images.summaries());
        if (restart) {
            folder.clear();
        }
        Checkpoint checkpoint = folder.open()
                .orElseGet(() -> new Checkpoint(TrainingRun.beginning(conditions), Optional.empty(), Optional.empty()));
        requireSame(checkpoint.run(), conditions, directory);
        DigitClassifier digits = new DigitClassifier(directory.root());
        TrainingExecutor executor = Rounds.executor(config, () -> Optional.of(digits.onnx()), trainers, clock);
        return new OfflineTraining(config, buffer, folder, checkpoint, executor, clock);
    }

    private static void requireReals(GansieveConfig config, ReplayBuffer buffer) throws IOException {
        int held = 0;
        for (Split split : Split.values()) {
            held += buffer.count(split, Label.REAL);
        }
        int needed = config.rounds().minReals();
        if (held < needed) {
            throw new IOException(
                    "rounds.min-reals: %d: as many real images are needed, found %d".formatted(needed, held));
        }
        if (buffer.count(Split.TRAIN, Label.REAL) == 0) {
            throw new IOException("none of %d real images falls into the training split".formatted(held));
        }
    }

    private static void requireSame(TrainingRun run, SortedMap<String, String> conditions, DataDirectory directory)
            throws IOException {
        List<String> differences = TrainingConditions.differences(run.conditions(), conditions);
        if (!differences.isEmpty()) {
            throw new IOException("data-dir: %s: holds a run of %d rounds in which %s; --restart begins anew"
                    .formatted(
                            directory.root().toAbsolutePath().normalize(),
                            run.round(),
                            String.join(", ", differences)));
        }
    }

    /** Number of the last round that ended; 0 before the first. */
    public long round() {
        return checkpoint.run().round();
    }

    /** The version whose files lie in the folder; 0 for none. */
    public long champion() {
        return checkpoint.run().champion();
    }

    /** SHA-256, in hex, of the state of training: every parameter, updater and average. Empty until a round was healthy. */
    public Optional<String> parametersSha256() {
        return checkpoint.run().state().map(TrainingRun.Part::sha256);
    }

    /** How many images of a split and label the buffer holds. */
    public int images(Split split, Label label) {
        return buffer.count(split, label);
    }

    /**
     * Runs rounds until the goal is reached or somebody stops it.
     *
     * @param ticker nanoseconds from any origin
     * @return whether the goal was reached
     * @throws IOException if the disk fails, or too many rounds in a row do
     */
    public boolean run(TrainingGoal goal, LongSupplier ticker, Listener listener)
            throws IOException, InterruptedException {
        long started = ticker.getAsLong();
        int failed = 0;
        while (!goal.reached(round(), Duration.ofNanos(ticker.getAsLong() - started))) {
            RoundRequest request = request();
            Optional<RoundOutcome> outcome = stopped ? Optional.empty() : outcome(request, listener);
            if (outcome.isEmpty()) {
                return false;
            }
            RoundReport report = keep(request, outcome.get());
            listener.finished(report);
            failed = report.version() > 0 ? 0 : failed + 1;
            if (failed == MAX_FAILED_IN_A_ROW) {
                throw new IOException("%d rounds in a row failed: %s".formatted(failed, report.reason()));
            }
        }
        return true;
    }

    private RoundRequest request() throws IOException {
        TrainingRun run = checkpoint.run();
        long round = run.round() + 1;
        RoundDraw draw = RoundDraw.from(
                buffer, config.training().batchSize(), config.training().stepsPerRound(), round, config.trainingSeed());
        return new RoundRequest(
                round,
                run.lastVersion() + 1,
                run.lastVersion(),
                run.champion(),
                config.trainingSeed(),
                checkpoint.state().stream().toList(),
                new RoundImages(draw.real(), draw.generated()),
                draw.calibrate(),
                draw.gate(),
                championDetector(),
                Map.of(),
                clock.instant());
    }

    private Optional<byte[]> championDetector() throws IOException {
        if (checkpoint.championModel().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Envelope.decode(checkpoint.championModel().get()).detectorOnnx());
        } catch (CorruptEnvelopeException e) {
            throw new IOException("the folder's champion cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Empty if the training was stopped before the round had ended.
     *
     * @throws IOException at an error of the machine, as when memory is short: no outcome of the round, which is run again
     */
    private Optional<RoundOutcome> outcome(RoundRequest request, Listener listener)
            throws IOException, InterruptedException {
        Future<RoundOutcome> running = executor.start(request);
        while (true) {
            try {
                return Optional.of(running.get(LOOK_MILLIS, TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                if (stopped) {
                    running.cancel(true);
                    return Optional.empty();
                }
                listener.running(request.round());
            } catch (ExecutionException e) {
                RoundOutcome.Failed thrown = RoundOutcome.Failed.thrown(e);
                if (e.getCause() instanceof Error) {
                    throw new IOException("round %d: %s".formatted(request.round(), thrown.reason()), e);
                }
                LOG.error("round {} failed", request.round(), e.getCause());
                return Optional.of(thrown);
            }
        }
    }

    private RoundReport keep(RoundRequest request, RoundOutcome outcome) throws IOException {
        RoundReport report = report(request, outcome);
        int failures = outcome.failuresFromState(checkpoint.run().failuresFromState());
        TrainingFolder.Gains gains = new TrainingFolder.Gains(Optional.empty(), Optional.empty(), failures);
        if (outcome instanceof RoundOutcome.Healthy healthy) {
            boolean promoted = report.outcome() == RoundReport.Outcome.PROMOTED;
            gains = new TrainingFolder.Gains(
                    Optional.of(healthy.state()),
                    promoted ? Optional.of(Envelope.encode(healthy.model())) : Optional.empty(),
                    failures);
        }
        checkpoint = folder.add(checkpoint, report, gains);
        if (gains.leavesState()) {
            LOG.warn(
                    "{} rounds in a row failed, the last one round {}: training goes on from {}",
                    failures,
                    report.round(),
                    checkpoint.state().isPresent() ? "the last healthy state" : "fresh networks");
        }
        return report;
    }

    private static RoundReport report(RoundRequest request, RoundOutcome outcome) {
        if (outcome instanceof RoundOutcome.Healthy healthy) {
            return RoundReport.of(
                    request,
                    healthy,
                    String.join("; ", healthy.model().version().gate().reasons()));
        }
        return RoundReport.of(request, (RoundOutcome.Failed) outcome);
    }

    /** Ends {@link #run} soon; a round that has not ended is dropped, and run again by who goes on. From any thread. */
    public void stop() {
        stopped = true;
    }

    /** Waits a little for a round that was stopped. */
    @Override
    public void close() {
        executor.close();
    }
}
