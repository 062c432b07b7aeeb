package io.gansieve.streams;

import io.gansieve.registry.ChampionHistory;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.Epochs;
import io.gansieve.registry.ModelKeys;
import io.gansieve.registry.ModelLog;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that only the trainer's champion serves, whoever else writes to the models topic. A pointer that the ledger does not
 * have is another's: the champion is published again with a higher epoch at once, and what is not the trainer's is taken back later.
 */
final class Outbidding {
    private static final Logger LOG = LoggerFactory.getLogger(Outbidding.class);
    private static final Duration SAY_EVERY = Duration.ofMinutes(1);

    /** Records that leave at once, so that a transaction stays small. */
    private static final int MOST_AT_ONCE = 2_000;

    /** Of pointers that bridge a gap; the next look goes on. */
    private static final int MOST_STEPS = 500;

    /** Versions that leave at once, each with its parts. */
    private static final int MOST_VERSIONS = 20;

    private final Ledger ledger;
    private final Models models;
    private final TrainerOutput output;
    private final TrainerListener listener;
    private final Missed foreign = new Missed();
    private Instant sayAfter = Instant.EPOCH;

    Outbidding(Ledger ledger, Models models, TrainerOutput output, TrainerListener listener) {
        this.ledger = ledger;
        this.models = models;
        this.output = output;
        this.listener = listener;
    }

    void look(Instant now) {
        ModelLog log = models.log();
        long claimed = claimed(log);
        if (claimed >= Math.max(1, ledger.history().epoch())) {
            outbid(claimed, now);
        }
        Set<Long> pointers = foreignPointers(log);
        NavigableSet<Long> versions = foreignVersions(log);
        if (foreign.forLong(!pointers.isEmpty() || !versions.isEmpty(), models, now)) {
            takeBack(pointers, versions);
        }
    }

    /** The highest epoch that another has claimed, as far as it is not below the champion's; 0 for none. */
    private long claimed(ModelLog log) {
        long own = ledger.history().epoch();
        long claimed = log.contestedEpoch();
        for (ChampionPointer pointer : log.pointersAfter(own - 1)) {
            if (!ledger.history().last().equals(Optional.of(pointer))) {
                claimed = Math.max(claimed, pointer.epoch());
            }
        }
        return claimed;
    }

    /** Puts the champion in force with an epoch above {@code claimed}, in steps that follow one another without any other's. */
    void outbid(long claimed, Instant now) {
        ChampionHistory history = ledger.history();
        long last = Epochs.after(Math.max(claimed, history.epoch()));
        long epoch = history.epoch();
        for (int step = 0; epoch < last && step < MOST_STEPS; step++) {
            epoch = epoch == 0 ? last : Math.min(last, epoch + Epochs.STEP);
            ChampionPointer pointer = again(epoch, now);
            ledger.addPointer(pointer);
            output.pointer(pointer);
        }
        listener.championOutbid();
        if (!now.isBefore(sayAfter)) {
            sayAfter = now.plus(SAY_EVERY);
            LOG.warn(
                    "somebody else wrote or took back champion pointers up to epoch {}: version {} is published again with epoch {}",
                    claimed,
                    history.version(),
                    epoch);
        }
    }

    /** With the cause and the command's id that it had: whoever waits for that command still finds it. */
    private ChampionPointer again(long epoch, Instant now) {
        return ledger.history()
                .last()
                .map(pointer -> pointer.again(epoch, now))
                .orElseGet(() ->
                        new ChampionPointer(ChampionPointer.SCHEMA, epoch, 0, "outbid", "trainer", "", false, now));
    }

    private Set<Long> foreignPointers(ModelLog log) {
        Set<ChampionPointer> own = new HashSet<>(ledger.history().pointers());
        Set<Long> ownEpochs = own.stream().map(ChampionPointer::epoch).collect(Collectors.toSet());
        Set<Long> found = new TreeSet<>(log.strayEpochs());
        found.removeAll(ownEpochs);
        if (Epochs.follows(firstEpoch(), 0)) { // Else the trainer's pointers count only behind the other's.
            log.pointers().stream()
                    .filter(pointer -> !own.contains(pointer))
                    .forEach(pointer -> found.add(pointer.epoch()));
        }
        return found;
    }

    private long firstEpoch() {
        List<ChampionPointer> own = ledger.history().pointers();
        return own.isEmpty() ? 1 : own.get(0).epoch();
    }

    /** Of numbers that the trainer has not given yet. */
    private NavigableSet<Long> foreignVersions(ModelLog log) {
        long next = ledger.progress().lastVersion() + 1;
        return new TreeSet<>(log.versions().tailMap(next).keySet());
    }

    private void takeBack(Set<Long> pointers, NavigableSet<Long> versions) {
        LOG.warn(
                "{} champion pointers and {} versions on the models topic are not the trainer's: they are taken back, the first of them {}",
                pointers.size(),
                versions.size(),
                pointers.isEmpty()
                        ? ModelKeys.version(versions.first())
                        : ModelKeys.champion(pointers.iterator().next()));
        pointers.stream().limit(MOST_AT_ONCE).forEach(this::restore);
        for (long version : versions.stream().limit(MOST_VERSIONS).toList()) {
            output.versionTombstone(version);
            models.log().partsOf(version).forEach(part -> output.partTombstone(version, part));
        }
    }

    private void restore(long epoch) {
        List<ChampionPointer> own = ledger.history().pointers().stream()
                .filter(pointer -> pointer.epoch() == epoch)
                .toList();
        own.forEach(output::pointer);
        if (own.isEmpty()) {
            output.pointerTombstone(epoch);
        }
    }

    /**
     * Takes back every pointer on the topic if the champion's epoch does not follow them: history that was torn out of the middle
     * must not keep it from serving.
     */
    void clearTheWay() {
        List<ChampionPointer> left = models.log().pointers();
        long highest = left.isEmpty() ? 0 : left.get(left.size() - 1).epoch();
        if (!Epochs.follows(ledger.history().epoch(), highest)) {
            left.stream().limit(MOST_AT_ONCE).forEach(pointer -> output.pointerTombstone(pointer.epoch()));
        }
    }
}
