package io.gansieve.streams;

import io.gansieve.registry.ChampionHistory;
import io.gansieve.registry.ChampionPointer;
import java.time.Clock;
import java.util.OptionalLong;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Obeys commands. A command that cannot be carried out goes to the dead letters with the reason {@code command-refused}, one that
 * cannot be read with {@code invalid-command}, under the key it came with: whoever sent it can wait for the answer there.
 */
final class CommandHandler {
    private static final Logger LOG = LoggerFactory.getLogger(CommandHandler.class);

    private final Ledger ledger;
    private final ReplayStore replay;
    private final Quarantine quarantine;
    private final TrainerOutput output;
    private final TrainerListener listener;
    private final Clock clock;
    private final TrainingRecovery recovery;
    private final Round round;

    /** The round that runs, if one does. */
    interface Round {
        /** Ends it; it starts again when it is due. */
        void drop();

        /** Ends it if it holds this image. One that does not goes on, so that repeated orders do not keep rounds from ending. */
        void dropHolding(String imageId);
    }

    CommandHandler(
            Ledger ledger,
            ReplayStore replay,
            Quarantine quarantine,
            TrainerOutput output,
            TrainerListener listener,
            Clock clock,
            TrainingRecovery recovery,
            Round round) {
        this.ledger = ledger;
        this.replay = replay;
        this.quarantine = quarantine;
        this.output = output;
        this.listener = listener;
        this.clock = clock;
        this.recovery = recovery;
        this.round = round;
    }

    void obey(Record<byte[], byte[]> record, RecordMetadata position) {
        Command command;
        try {
            // A command's key goes into the pointer that it causes, which must fit its topic.
            if (record.key() != null && record.key().length > ScoringProcessor.MAX_KEY_BYTES) {
                throw new IllegalArgumentException("expected a key of at most %d bytes, found %d"
                        .formatted(ScoringProcessor.MAX_KEY_BYTES, record.key().length));
            }
            command = Command.parse(record.value());
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            // Whatever parsing throws at these bytes. No store, no producer is called in here.
            deadLetter(record, position, "invalid-command", e);
            return;
        }
        try {
            command.obeyedBy(new Obedience(
                    ImageIds.of(record.key(), position.topic(), position.partition(), position.offset())));
            LOG.info("obeyed {}", DeadLetters.shortened(command.toString()));
        } catch (RefusedException e) {
            deadLetter(record, position, "command-refused", e);
        } catch (KafkaException | IllegalStateException e) {
            // Of stores, and of clients that are closed: the task must not commit after it.
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("the command at {} failed", DeadLetters.Position.of(position), e);
            deadLetter(record, position, "command-refused", e);
        }
    }

    void deadLetter(Record<byte[], byte[]> record, RecordMetadata position, String reason, Exception error) {
        output.deadLetter(record, position, reason, error);
        listener.deadLettered(reason);
    }

    /** What each kind of command does; the champion pointers that it causes name the command's id. */
    private final class Obedience implements Command.Handler<RefusedException> {
        private final String commandId;

        Obedience(String commandId) {
            this.commandId = commandId;
        }

        @Override
        public void promote(Command.Promote order) throws RefusedException {
            point(promotable(order.version()), order, commandId, true);
        }

        @Override
        public void rollback(Command.Rollback order) throws RefusedException {
            point(rollbackTarget(), order, commandId, true);
        }

        @Override
        public void unpin(Command.Unpin order) throws RefusedException {
            requirePinned();
            point(ledger.history().version(), order, commandId, false);
        }

        @Override
        public void trainNow(Command.TrainNow order) {
            ledger.save(ledger.progress().withRoundOrdered());
        }

        @Override
        public void pause(Command.Pause order) {
            ledger.save(ledger.progress().withPaused(true));
        }

        @Override
        public void resume(Command.Resume order) {
            ledger.save(ledger.progress().withPaused(false));
        }

        /** A round that runs would bring the state back: it is dropped, and what it answers waits for the next one. */
        @Override
        public void resetTraining(Command.ResetTraining order) throws RefusedException {
            if (!order.fresh() && !recovery.canGoBack()) {
                throw new RefusedException("no healthy state before the current one is held: --fresh begins anew");
            }
            round.drop();
            recovery.reset(order.fresh() ? StateReset.FRESH : StateReset.HEALTHY, "ordered");
            ledger.save(ledger.progress().withOtherState());
            // Nothing changes for scorers; whoever gave the order waits for a pointer with its id, as for all orders.
            point(ledger.history().version(), order, commandId, ledger.history().pinned());
        }

        @Override
        public void forget(Command.Forget order) {
            round.dropHolding(order.id());
            replay.forget(order.id());
            quarantine.forget(order.id());
            ledger.forget(order.id(), clock.instant());
            output.retractLabel(order.id());
        }

        @Override
        public void release(Command.Release order) throws RefusedException {
            requireHeld(quarantine.release(order.imageId(), order.by()));
        }

        @Override
        public void drop(Command.Drop order) throws RefusedException {
            requireHeld(quarantine.drop(order.imageId(), order.by()));
        }
    }

    private long promotable(long version) throws RefusedException {
        if (version != 0 && !ledger.versions().contains(version)) {
            throw new RefusedException("version must be one whose weights are held: " + version);
        }
        return version;
    }

    private long rollbackTarget() throws RefusedException {
        OptionalLong target = ledger.history().rollbackTarget(ledger.versions());
        if (target.isEmpty()) {
            throw new RefusedException("no champion before version %d to roll back to"
                    .formatted(ledger.history().version()));
        }
        return promotable(target.getAsLong());
    }

    private static void requireHeld(int images) throws RefusedException {
        if (images == 0) {
            throw new RefusedException("no such image is in quarantine");
        }
    }

    private void requirePinned() throws RefusedException {
        if (!ledger.history().pinned()) {
            throw new RefusedException(
                    "the champion is not pinned: version " + ledger.history().version());
        }
    }

    private void point(long version, Command command, String commandId, boolean pinned) {
        ChampionHistory history = ledger.history();
        ChampionPointer pointer = new ChampionPointer(
                ChampionPointer.SCHEMA,
                history.nextEpoch(),
                version,
                command.command(),
                command.who(),
                commandId,
                pinned,
                clock.instant());
        ledger.addPointer(pointer);
        output.pointer(pointer);
    }

    /** Why a well-formed command is not carried out. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }
}
