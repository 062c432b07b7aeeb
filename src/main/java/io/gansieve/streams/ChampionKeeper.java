package io.gansieve.streams;

import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.LoggedVersion;
import io.gansieve.registry.ModelLog;
import io.gansieve.registry.ModelPackage;
import io.gansieve.registry.VersionRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the champion outlives the models topic. The trainer's own store holds it whole; a topic that was deleted, or lost
 * it in another way, gets it again. Versions that only the topic held are gone then, and are not promised any more.
 */
final class ChampionKeeper {
    /** So long must a fresh reading of the topic lack what the ledger has: what was just published takes a moment to appear. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration FETCH_AGAIN_AFTER = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(ChampionKeeper.class);

    private final Ledger ledger;
    private final ChampionStore store;
    private final Models models;
    private final TrainerOutput output;
    private final TrainerListener listener;
    private final Outbidding outbidding;
    private final Missed championLost = new Missed();
    private final Missed versionsLost = new Missed();
    private final Missed replaced = new Missed();
    private final Missed notKept = new Missed();
    private Optional<Fetch> fetch = Optional.empty();
    private Instant fetchAfter = Instant.EPOCH;

    /** Epoch of a champion that nobody has any more; said once. */
    private long hopeless;

    private record Fetch(long version, Future<Optional<ModelPackage>> answer) {}

    ChampionKeeper(Ledger ledger, ChampionStore store, Models models, TrainerOutput output, TrainerListener listener) {
        this.ledger = ledger;
        this.store = store;
        this.models = models;
        this.output = output;
        this.listener = listener;
        this.outbidding = new Outbidding(ledger, models, output, listener);
    }

    void look(Instant now) {
        keep(now);
        outbidding.look(now);
        ModelLog log = models.log();
        if (championLost.forLong(log.champion().map(ChampionPointer::epoch).orElse(0L) < epoch(), models, now)) {
            outbidding.clearTheWay();
            publishAgain();
        }
        if (replaced.forLong(replaced(log), models, now)) {
            publishAgain();
            // Scorers follow an epoch once: those that took the other weights need another one.
            outbidding.outbid(epoch(), now);
        }
        if (versionsLost.forLong(!log.heldBytes().keySet().containsAll(ledger.versions()), models, now)) {
            giveUp(log);
        }
    }

    /** The serving detector for the next round's gate; empty for version 0, and for one that nobody has any more. */
    Optional<byte[]> detector() {
        return store.model(ledger.history().version()).map(ModelPackage::detectorOnnx);
    }

    /** Whether the champion is still to be read from the topic, as after a promotion by hand. */
    boolean waiting(Instant now) {
        return missing() && !notKept.longerThanPatience(now);
    }

    private boolean missing() {
        long version = ledger.history().version();
        return version != 0 && store.version() != version;
    }

    private void keep(Instant now) {
        notKept.note(missing(), now);
        if (!missing()) {
            return;
        }
        long version = ledger.history().version();
        if (fetch.isEmpty() && !now.isBefore(fetchAfter)) {
            LOG.info("version {} is read from the models topic for the next round", version);
            fetch = Optional.of(new Fetch(version, models.fetch(version)));
        }
        Optional<Fetch> done = fetch.filter(asked -> asked.answer().isDone());
        if (done.isPresent()) {
            fetch = Optional.empty();
            fetchAfter = now.plus(FETCH_AGAIN_AFTER);
            result(done.get())
                    .filter(found -> found.version().version() == version)
                    .ifPresent(found -> store.put(VersionRecords.of(found)));
        }
    }

    private static Optional<ModelPackage> result(Fetch done) {
        try {
            return done.answer().get();
        } catch (ExecutionException | CancellationException e) {
            LOG.warn("version {} cannot be read for now: {}", done.version(), e.toString());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at a fetch that is done", e);
        }
    }

    private void publishAgain() {
        List<ChampionPointer> pointers = ledger.history().pointers();
        ChampionPointer pointer = pointers.get(pointers.size() - 1);
        if (pointer.version() != 0) {
            Optional<VersionRecords> records = store.records(pointer.version());
            if (records.isEmpty()) {
                if (hopeless != pointer.epoch()) {
                    LOG.error(
                            "the models topic lost version {}, and the trainer does not hold it: the next champion replaces it",
                            pointer.version());
                }
                hopeless = pointer.epoch();
                return;
            }
            output.version(records.get());
        }
        output.pointer(pointer);
        listener.championPublishedAgain();
        LOG.warn(
                "the models topic lost the champion, or holds another model under its number: version {} is published again",
                pointer.version());
    }

    /** Whether the topic holds another model under the champion's number. */
    private boolean replaced(ModelLog log) {
        long version = ledger.history().version();
        return log.version(version)
                .filter(LoggedVersion::held)
                .map(found -> found.metadata().sha256())
                .flatMap(found -> store.sha256(version).filter(kept -> !kept.equals(found)))
                .isPresent();
    }

    private void giveUp(ModelLog log) {
        Set<Long> lost = new TreeSet<>(ledger.versions());
        lost.removeAll(log.heldBytes().keySet());
        lost.remove(ledger.history().version());
        lost.forEach(ledger::removeVersion);
        if (!lost.isEmpty()) {
            LOG.warn("the models topic lost versions {}", lost);
        }
    }

    private long epoch() {
        return ledger.history().epoch();
    }
}
