package io.gansieve.streams;

import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.registry.RoundOutcome;
import io.gansieve.registry.RoundRequest;
import io.gansieve.replay.Example;
import io.gansieve.replay.ReplayBuffer;
import io.gansieve.replay.Split;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trainer's one task: takes examples into replay, obeys commands, starts rounds and publishes what they gave. It never
 * trains itself: a round runs elsewhere on an immutable request, and a later punctuation forwards version, pointer, tombstones and
 * report in one transaction with the state they come from. Killed in between, the round is simply run again.
 */
final class TrainerProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    static final Duration LOOK_EVERY = Duration.ofMillis(200);

    /** A source has 200 characters at most. */
    private static final int MAX_SLOT_NAME = 1 << 10;

    private static final String INVALID_EXAMPLE = "invalid-example";

    /** After a round that could not even be drawn. */
    private static final Duration DRAW_AGAIN_AFTER = Duration.ofMinutes(1);

    private static final Duration EXPIRE_EVERY = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(TrainerProcessor.class);

    private final Topics topics;
    private final TrainerSettings settings;
    private final ImageShape shape;
    private final Models models;
    private final RoundRunner rounds;
    private final TrainerListener listener;
    private final Clock clock;

    private @Nullable Task task;

    TrainerProcessor(
            Topics topics,
            TrainerSettings settings,
            ImageShape shape,
            Models models,
            RoundRunner rounds,
            TrainerListener listener,
            Clock clock) {
        this.topics = topics;
        this.settings = settings;
        this.shape = shape;
        this.models = models;
        this.rounds = rounds;
        this.listener = listener;
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        Task opened = new Task(context);
        task = opened;
        context.schedule(LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> opened.look(clock.instant()));
        context.schedule(
                PixelChangelogs.touchEvery(settings.forgetWithin()),
                PunctuationType.WALL_CLOCK_TIME,
                now -> PixelChangelogs.touch(context));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Task current = task;
        if (current == null) {
            throw new IllegalStateException("process before init");
        }
        current.take(record);
    }

    @Override
    public void close() {
        Task current = task;
        if (current != null) {
            current.drop();
            listener.handedOver();
        }
    }

    /** What lives from init to close. */
    private final class Task implements CommandHandler.Round {
        private final ProcessorContext<byte[], byte[]> context;
        private final Ledger ledger;
        private final ChampionKeeper champion;
        private final ReplayStore replay;
        private final Quarantine quarantine;
        private final TrainingStateStore state;
        private final CommandHandler commands;
        private final RoundPublisher publisher;
        private Optional<RunningRound> running = Optional.empty();
        private Instant forgottenExpired = Instant.EPOCH;
        private Instant drawAfter = Instant.EPOCH;
        private boolean newerSeen;

        Task(ProcessorContext<byte[], byte[]> context) {
            this.context = context;
            this.ledger = new Ledger(context.getStateStore(TrainerTopology.LEDGER), models.log());
            this.replay = new ReplayStore(
                    context.getStateStore(TrainerTopology.REPLAY),
                    new ReplayBuffer(settings.replay(), settings.seed()),
                    shape);
            this.state = new TrainingStateStore(context.getStateStore(TrainerTopology.TRAINING_STATE));
            TrainerOutput output = new TrainerOutput(context, clock);
            ChampionStore kept = new ChampionStore(context.getStateStore(TrainerTopology.CHAMPION));
            this.champion = new ChampionKeeper(ledger, kept, models, output, listener);
            TrainingRecovery recovery = new TrainingRecovery(state, listener);
            this.quarantine = new Quarantine(
                    new QuarantineStore(
                            context.getStateStore(TrainerTopology.QUARANTINE),
                            Math.max(1, settings.replay().bytes() / QuarantineStore.PART_OF_REPLAY)),
                    ledger,
                    replay,
                    models,
                    listener);
            this.commands = new CommandHandler(ledger, replay, quarantine, output, listener, clock, recovery, this);
            this.publisher = new RoundPublisher(settings, ledger, state, kept, models, output, listener, recovery);
            reportReplay();
        }

        void take(Record<byte[], byte[]> record) {
            RecordMetadata position = context.recordMetadata().orElseThrow();
            if (position.topic().equals(topics.commands())) {
                commands.obey(record, position);
            } else {
                takeExample(record, position);
            }
        }

        private void takeExample(Record<byte[], byte[]> record, RecordMetadata position) {
            Example example;
            try {
                example = example(record.value());
            } catch (NewerSchemaException e) {
                passOver(position, e);
                return;
            } catch (KafkaException e) {
                throw e;
            } catch (RuntimeException e) {
                // Whatever decoding throws at these bytes. No store, no producer is called in here.
                commands.deadLetter(record, position, INVALID_EXAMPLE, e);
                return;
            }
            boolean taken;
            try {
                taken = !ledger.forgotten(example.id()) && quarantine.take(example, clock.instant());
            } catch (KafkaException | IllegalStateException e) {
                // Of stores, and of clients that are closed: the task must not commit after it.
                throw e;
            } catch (RuntimeException e) {
                LOG.warn("replay failed at the example {}", DeadLetters.Position.of(position), e);
                commands.deadLetter(record, position, INVALID_EXAMPLE, e);
                return;
            }
            ledger.save(ledger.progress().exampleRead(position.offset(), taken));
        }

        /** Counted; said once, since a newer scorer writes many. */
        private void passOver(RecordMetadata position, NewerSchemaException e) {
            if (!newerSeen) {
                LOG.warn(
                        "{}-{}@{} and others like it are passed over: {}; bring the trainers to the scorers' release",
                        position.topic(),
                        position.partition(),
                        position.offset(),
                        e.getMessage());
                newerSeen = true;
            }
            listener.labelUnused(UnusedLabel.NEWER_SCHEMA);
            ledger.save(ledger.progress().exampleRead(position.offset(), false));
        }

        private Example example(byte @Nullable [] value) {
            if (value == null) {
                throw new IllegalArgumentException("expected an example, found none");
            }
            if (!RecordLimits.fits(value.length + (long) MAX_SLOT_NAME, RecordLimits.LEAST)) {
                // The replay store's changelog would not take it.
                throw new IllegalArgumentException("expected an example of less than %d bytes, found %d"
                        .formatted(RecordLimits.LEAST, value.length));
            }
            Example example = ExampleCodec.decode(value);
            ImageShape found = example.image().image().shape();
            if (!found.equals(shape)) {
                throw new IllegalArgumentException("expected an image of %s, found %s".formatted(shape, found));
            }
            return example;
        }

        /** Harvests a finished round, then starts the next one if it is due. */
        void look(Instant now) {
            reportReplay();
            if (forgottenExpired.plus(EXPIRE_EVERY).isBefore(now)) {
                ledger.expireForgotten(settings.labelsWindow(), now);
                forgottenExpired = now;
            }
            champion.look(now);
            if (running.isPresent() && running.get().outcome().isDone()) {
                RunningRound finished = running.get();
                running = Optional.empty();
                RoundOutcome outcome = outcomeOf(finished);
                publisher.publish(finished.request(), finished.atStart(), outcome, now);
                quarantine.harvest(finished.request(), outcome.findings(), now);
            }
            if (running.isEmpty() && ledger.progress().roundDue(settings, realsHeld(), now)) {
                running = request(now)
                        .map(request -> RunningRound.start(request, ledger.progress(), replay.buffer(), rounds));
            }
        }

        @Override
        public void drop() {
            running.ifPresent(round -> round.outcome().cancel(true));
            running = Optional.empty();
        }

        @Override
        public void dropHolding(String imageId) {
            if (running.filter(round -> round.holds(imageId)).isPresent()) {
                LOG.info("a round is dropped, and starts again without an image that is to be forgotten");
                drop();
            }
        }

        private RoundOutcome outcomeOf(RunningRound round) {
            try {
                return round.outcome().get();
            } catch (ExecutionException e) {
                LOG.error("round {} failed", round.request().round(), e.getCause());
                return RoundOutcome.Failed.thrown(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted at a round that is done", e);
            }
        }

        /** Empty while the champion is still to be read, and for a while after a failure. */
        private Optional<RoundRequest> request(Instant now) {
            if (now.isBefore(drawAfter) || champion.waiting(now)) {
                return Optional.empty();
            }
            try {
                return Optional.of(RoundRequests.draw(
                        settings,
                        ledger,
                        replay.buffer(),
                        state.states(),
                        champion.detector(),
                        quarantine.scrutiny(ledger.progress().lastRound() + 1),
                        topics.examples(),
                        now));
            } catch (KafkaException e) {
                throw e;
            } catch (RuntimeException e) {
                // What replay holds came from outside; the thread would end here again after each restart.
                LOG.error("no round can be drawn from replay; tried again in {}", DRAW_AGAIN_AFTER, e);
                drawAfter = now.plus(DRAW_AGAIN_AFTER);
                return Optional.empty();
            }
        }

        private int realsHeld() {
            int held = 0;
            for (Split split : Split.values()) {
                held += replay.buffer().count(split, Label.REAL);
            }
            return held;
        }

        private void reportReplay() {
            for (Split split : Split.values()) {
                for (Label label : Label.values()) {
                    listener.replayFilled(split, label, replay.buffer().count(split, label));
                }
            }
            listener.replayBytes(replay.buffer().bytes());
            quarantine.reportFilled();
        }
    }
}
