package io.gansieve.streams;

import io.gansieve.registry.ChampionHistory;
import io.gansieve.registry.ChampionPointer;
import java.time.Clock;
import java.util.OptionalLong;
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
    private final TrainerOutput output;
    private final TrainerListener listener;
    private final Clock clock;

    CommandHandler(Ledger ledger, ReplayStore replay, TrainerOutput output, TrainerListener listener, Clock clock) {
        this.ledger = ledger;
        this.replay = replay;
        this.output = output;
        this.listener = listener;
        this.clock = clock;
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
        } catch (IllegalArgumentException e) {
            deadLetter(record, position, "invalid-command", e);
            return;
        }
        try {
            obey(command, ImageIds.of(record.key(), position.topic(), position.partition(), position.offset()));
            LOG.info("obeyed {}", command);
        } catch (RefusedException e) {
            deadLetter(record, position, "command-refused", e);
        }
    }

    void deadLetter(Record<byte[], byte[]> record, RecordMetadata position, String reason, Exception error) {
        output.deadLetter(record, position, reason, error);
        listener.deadLettered(reason);
    }

    private void obey(Command command, String commandId) throws RefusedException {
        if (command instanceof Command.Promote promote) {
            point(promotable(promote.version()), "promote", promote, commandId, true);
        } else if (command instanceof Command.Rollback rollback) {
            point(rollbackTarget(), "rollback", rollback, commandId, true);
        } else if (command instanceof Command.Unpin unpin) {
            requirePinned();
            point(ledger.history().version(), "unpin", unpin, commandId, false);
        } else if (command instanceof Command.TrainNow) {
            ledger.save(ledger.progress().withRoundOrdered());
        } else if (command instanceof Command.Pause) {
            ledger.save(ledger.progress().withPaused(true));
        } else if (command instanceof Command.Resume) {
            ledger.save(ledger.progress().withPaused(false));
        } else if (command instanceof Command.Forget forget) {
            forget(forget.id());
        }
    }

    private void forget(String id) {
        replay.forget(id);
        ledger.forget(id, clock.instant());
        output.retractLabel(id);
    }

    private long promotable(long version) throws RefusedException {
        if (version != 0 && !ledger.versions().contains(version)) {
            throw new RefusedException("version must be one that is held: " + version);
        }
        return version;
    }

    private long rollbackTarget() throws RefusedException {
        OptionalLong target = ledger.history().rollbackTarget();
        if (target.isEmpty()) {
            throw new RefusedException("no champion before version %d to roll back to"
                    .formatted(ledger.history().version()));
        }
        return promotable(target.getAsLong());
    }

    private void requirePinned() throws RefusedException {
        if (!ledger.history().pinned()) {
            throw new RefusedException(
                    "the champion is not pinned: version " + ledger.history().version());
        }
    }

    private void point(long version, String cause, Command command, String commandId, boolean pinned) {
        ChampionHistory history = ledger.history();
        ChampionPointer pointer = new ChampionPointer(
                ChampionPointer.SCHEMA,
                history.epoch() + 1,
                version,
                cause,
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
