package io.gansieve.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the models topic keeps. Weights stay within a number of bytes; the small records of what served when stay {@link #RECORDS}.
 *
 * @param keepBytes of weights, of all versions together
 */
public record Retention(long keepBytes) {
    /** Of the small records: pointers, and manifests of versions that served. */
    public static final Duration RECORDS = Duration.ofDays(90);

    /** Of pointers, and of versions without weights: a champion every ten minutes would reach it within {@link #RECORDS}. */
    static final int MAX_RECORDS = 5_000;

    private static final int LAST = 20;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    public Retention {
        if (keepBytes < 1) {
            throw new IllegalArgumentException("models.keep-bytes must be positive: " + keepBytes);
        }
    }

    /**
     * The versions whose weights stay. The champion, the newest version and the target of a rollback do in any case. Then, as long as
     * {@code keepBytes} allow: the last {@value #LAST}, and champions that become sparser with age, by when they last served: all of an
     * hour, one an hour of a day, one a day.
     *
     * @param held bytes of the weights that are held, by version
     */
    public Set<Long> weights(SortedMap<Long, Long> held, ChampionHistory history, Instant now) {
        Set<Long> kept = new TreeSet<>();
        long bytes = 0;
        Set<Long> must = required(held, history);
        for (long version : inOrder(must, held, history, now)) {
            long size = held.getOrDefault(version, 0L);
            if (held.containsKey(version) && (must.contains(version) || bytes + size <= keepBytes)) {
                kept.add(version);
                bytes += size;
            }
        }
        return kept;
    }

    private static Set<Long> required(SortedMap<Long, Long> held, ChampionHistory history) {
        Set<Long> required = new LinkedHashSet<>();
        required.add(history.version());
        if (!held.isEmpty()) {
            required.add(held.lastKey());
        }
        history.rollbackTarget(held.keySet()).ifPresent(required::add);
        return required;
    }

    private static Set<Long> inOrder(
            Set<Long> required, SortedMap<Long, Long> held, ChampionHistory history, Instant now) {
        Set<Long> order = new LinkedHashSet<>(required);
        held.keySet().stream().sorted(Comparator.reverseOrder()).limit(LAST).forEach(order::add);
        order.addAll(thinned(held, history, now));
        return order;
    }

    /** Former champions that stay, the last served first. */
    private static List<Long> thinned(SortedMap<Long, Long> held, ChampionHistory history, Instant now) {
        Set<String> taken = new HashSet<>();
        return history.servedUntil(now).entrySet().stream()
                .filter(served -> held.containsKey(served.getKey()))
                .sorted(Map.Entry.<Long, Instant>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey())
                        .reversed())
                .filter(served -> place(served.getValue(), now).map(taken::add).orElse(true))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Of which only one stays; empty where all do. */
    private static Optional<String> place(Instant servedUntil, Instant now) {
        Duration age = Duration.between(servedUntil, now);
        if (age.compareTo(HOUR) < 0) {
            return Optional.empty();
        }
        Duration step = age.compareTo(DAY) < 0 ? HOUR : DAY;
        return Optional.of(step + " " + servedUntil.toEpochMilli() / step.toMillis());
    }

    /**
     * Epochs whose pointers go: what they replaced and named is long over, and their version has no weights. The one that ended the
     * service of a version with weights stays: without it that version would seem to have served for longer, on a day that has
     * another to keep. So does one without which the epochs that are left would not {@link Epochs#follows follow} each other.
     */
    public Set<Long> pointersGone(Set<Long> heldWeights, ChampionHistory history, Instant now) {
        List<ChampionPointer> pointers = history.pointers();
        Set<Long> gone = new TreeSet<>();
        long kept = 0;
        for (int i = 0; i + 1 < pointers.size(); i++) {
            boolean over = pointers.get(i + 1).time().isBefore(now.minus(RECORDS));
            boolean tooMany = pointers.size() - i > MAX_RECORDS;
            boolean tells = heldWeights.contains(pointers.get(i).version())
                    || (i > 0 && heldWeights.contains(pointers.get(i - 1).version()));
            boolean bridges = kept > 0 && pointers.get(i + 1).epoch() - kept > Epochs.STEP;
            if (tooMany || (over && !tells && !bridges)) {
                gone.add(pointers.get(i).epoch());
            } else {
                kept = pointers.get(i).epoch();
            }
        }
        return gone;
    }

    /**
     * Versions without weights whose small records go: those that no pointer names any more.
     *
     * @param history after {@link #pointersGone} are gone
     */
    public Set<Long> recordsGone(SortedMap<Long, LoggedVersion> logged, ChampionHistory history) {
        Set<Long> named = new HashSet<>();
        history.pointers().forEach(pointer -> named.add(pointer.version()));
        TreeMap<Long, LoggedVersion> without = new TreeMap<>(logged);
        without.values().removeIf(LoggedVersion::held);
        without.keySet().removeAll(named);
        return without.keySet();
    }
}
