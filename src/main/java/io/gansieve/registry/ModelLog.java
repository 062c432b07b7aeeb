package io.gansieve.registry;

import io.gansieve.image.Printable;
import io.gansieve.scoring.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The models topic as a value: a pure fold of its records. Holds metadata, pointers and the offsets of weights, never the weights.
 * What cannot be used is a {@link #problems problem} under its key until a later record of that key mends it; nothing that a record
 * holds makes the fold fail. Immutable.
 */
public final class ModelLog {
    /** Before the first record. */
    public static final ModelLog EMPTY = new ModelLog(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    /** Of versions, and of pointers: retention keeps fewer, this holds whoever else writes to the topic. */
    static final int MAX_ENTRIES = 10_000;

    static final int MAX_PROBLEMS = 100;

    private static final int MAX_TEXT = 300;

    private static final byte[] ENVELOPE = "GSMV".getBytes(StandardCharsets.US_ASCII);

    private final SortedMap<Long, Entry> entries;
    private final SortedMap<Long, ChampionPointer> pointers;
    private final SortedMap<String, String> unreadable;
    private final SortedMap<Long, LoggedVersion> versions;
    private final SortedMap<Long, Long> heldBytes;
    private final Optional<ChampionPointer> champion;
    private final SortedMap<String, String> problems;

    private ModelLog(
            SortedMap<Long, Entry> entries,
            SortedMap<Long, ChampionPointer> pointers,
            SortedMap<String, String> unreadable) {
        bound(entries, MAX_ENTRIES);
        bound(pointers, MAX_ENTRIES);
        bound(unreadable, MAX_PROBLEMS);
        this.entries = Collections.unmodifiableSortedMap(entries);
        this.pointers = Collections.unmodifiableSortedMap(pointers);
        this.unreadable = Collections.unmodifiableSortedMap(unreadable);
        TreeMap<Long, LoggedVersion> known = new TreeMap<>();
        entries.forEach((number, entry) -> entry.version().ifPresent(version -> known.put(number, version)));
        this.versions = Collections.unmodifiableSortedMap(known);
        TreeMap<Long, Long> held = new TreeMap<>();
        known.forEach((number, version) -> {
            if (version.held()) {
                held.put(number, version.bytes());
            }
        });
        this.heldBytes = Collections.unmodifiableSortedMap(held);
        this.champion = this.pointers.values().stream()
                .filter(pointer -> held(pointer.version()))
                .reduce((older, newer) -> newer);
        this.problems = Collections.unmodifiableSortedMap(foundProblems());
    }

    /** What is left of a number's records. */
    private record Entry(
            Optional<Stated> stated, SortedMap<Integer, LoggedPart> parts, Optional<LoggedVersion> version) {
        static final Entry NONE = new Entry(Optional.empty(), new TreeMap<>(), Optional.empty());

        Entry with(Optional<Stated> next) {
            return of(next, parts);
        }

        Entry withPart(int number, Optional<LoggedPart> part) {
            TreeMap<Integer, LoggedPart> changed = new TreeMap<>(parts);
            part.ifPresentOrElse(found -> changed.put(number, found), () -> changed.remove(number));
            return of(stated, changed);
        }

        boolean empty() {
            return stated.isEmpty() && parts.isEmpty();
        }

        private static Entry of(Optional<Stated> stated, SortedMap<Integer, LoggedPart> parts) {
            return new Entry(stated, parts, stated.map(known -> known.version(parts)));
        }
    }

    private record LoggedPart(long offset, Manifest.Part sum) {}

    /** What a record {@code version/N} says. */
    private sealed interface Stated {
        LoggedVersion version(SortedMap<Integer, LoggedPart> parts);

        record Whole(ModelVersion metadata, long offset, long bytes) implements Stated {
            @Override
            public LoggedVersion version(SortedMap<Integer, LoggedPart> parts) {
                return new LoggedVersion(metadata, new LoggedVersion.Weights.OneRecord(offset, bytes));
            }
        }

        record Listed(Manifest manifest) implements Stated {
            @Override
            public LoggedVersion version(SortedMap<Integer, LoggedPart> parts) {
                return new LoggedVersion(manifest.metadata(), weights(parts));
            }

            private LoggedVersion.Weights weights(SortedMap<Integer, LoggedPart> parts) {
                if (manifest.weights() == Manifest.Weights.GONE) {
                    return new LoggedVersion.Weights.Gone();
                }
                List<Long> offsets = new ArrayList<>();
                for (int i = 0; i < manifest.parts().size(); i++) {
                    LoggedPart part = parts.get(i);
                    if (part == null) {
                        return torn("part %d of %d is missing", i);
                    }
                    if (!part.sum().equals(manifest.parts().get(i))) {
                        return torn("part %d of %d is another than the manifest says", i);
                    }
                    offsets.add(part.offset());
                }
                return offsets.isEmpty()
                        ? new LoggedVersion.Weights.Torn("the manifest lists no parts")
                        : new LoggedVersion.Weights.Parts(manifest, offsets);
            }

            private LoggedVersion.Weights torn(String why, int part) {
                return new LoggedVersion.Weights.Torn(
                        why.formatted(part, manifest.parts().size()));
            }
        }
    }

    /** This log with further records, in the order of their offsets. */
    public ModelLog with(Collection<ModelRecord> records) {
        Fold fold = new Fold();
        records.forEach(fold::add);
        return new ModelLog(fold.nextEntries, fold.nextPointers, fold.nextUnreadable);
    }

    /** Versions by number, those without weights included. */
    public SortedMap<Long, LoggedVersion> versions() {
        return versions;
    }

    public Optional<LoggedVersion> version(long number) {
        return Optional.ofNullable(versions.get(number));
    }

    /** Whether a version can be served; version 0 always can. */
    public boolean held(long version) {
        return version == 0 || heldBytes.containsKey(version);
    }

    /** By epoch, the oldest first. */
    public List<ChampionPointer> pointers() {
        return List.copyOf(pointers.values());
    }

    /** The pointer in force, which is the newest to a version that can be served; none before the first. */
    public Optional<ChampionPointer> champion() {
        return champion;
    }

    /** Of later epochs than this one, the oldest first. */
    public List<ChampionPointer> pointersAfter(long epoch) {
        return List.copyOf(pointers.tailMap(epoch + 1).values());
    }

    /** The version in force; 0 is the built-in one. */
    public long championVersion() {
        return champion().map(ChampionPointer::version).orElse(0L);
    }

    /** The pointer that was in force at a time, if the topic reaches back so far. */
    public Optional<ChampionPointer> championAt(Instant time) {
        return pointers.values().stream()
                .filter(pointer -> !pointer.time().isAfter(time))
                .reduce((older, newer) -> newer);
    }

    /** What cannot be used and why, by key; at most {@value #MAX_PROBLEMS} unreadable records are named. */
    public SortedMap<String, String> problems() {
        return problems;
    }

    private SortedMap<String, String> foundProblems() {
        TreeMap<String, String> found = new TreeMap<>(unreadable);
        versions.forEach((number, version) -> {
            if (version.weights() instanceof LoggedVersion.Weights.Torn torn) {
                found.put(ModelKeys.version(number), torn.why());
            }
        });
        long inForce = champion.map(ChampionPointer::epoch).orElse(0L);
        pointers.tailMap(inForce + 1)
                .forEach((epoch, pointer) -> found.put(
                        ModelKeys.champion(epoch), "version %d cannot be served".formatted(pointer.version())));
        return found;
    }

    private static <K, V> void bound(SortedMap<K, V> map, int most) {
        while (map.size() > most) {
            map.remove(map.firstKey());
        }
    }

    /** One step of the fold: changes copies, and gives them up. */
    private final class Fold {
        private final TreeMap<Long, Entry> nextEntries = new TreeMap<>(entries);
        private final TreeMap<Long, ChampionPointer> nextPointers = new TreeMap<>(pointers);
        private final TreeMap<String, String> nextUnreadable = new TreeMap<>(unreadable);

        void add(ModelRecord record) {
            String key = record.key();
            nextUnreadable.remove(named(key));
            Optional<ModelKeys.PartKey> part = ModelKeys.partOf(key);
            OptionalLong version = ModelKeys.versionOf(key);
            OptionalLong epoch = ModelKeys.epochOf(key);
            if (part.isPresent()) {
                addPart(part.get(), record);
            } else if (version.isPresent()) {
                put(version.getAsLong(), entry(version.getAsLong()).with(stated(version.getAsLong(), record)));
            } else if (epoch.isPresent()) {
                pointer(epoch.getAsLong(), record)
                        .ifPresentOrElse(
                                found -> nextPointers.put(epoch.getAsLong(), found),
                                () -> nextPointers.remove(epoch.getAsLong()));
            } else if (record.value() != null) {
                refuse(record, "expected version/N, version/N/part/K or champion/E");
            }
        }

        private void addPart(ModelKeys.PartKey key, ModelRecord record) {
            byte @Nullable [] value = record.value();
            Optional<LoggedPart> part = value == null || value.length == 0
                    ? Optional.empty()
                    : Optional.of(new LoggedPart(record.offset(), VersionRecords.sum(value)));
            put(key.version(), entry(key.version()).withPart(key.part(), part));
        }

        private Optional<Stated> stated(long number, ModelRecord record) {
            byte @Nullable [] value = record.value();
            if (value == null) {
                return Optional.empty();
            }
            try {
                Stated stated = startsAsEnvelope(value) ? whole(value, record.offset()) : listed(value);
                long found = stated.version(new TreeMap<>()).metadata().version();
                if (found != number) {
                    throw new IllegalArgumentException("expected version %d, found %d".formatted(number, found));
                }
                return Optional.of(stated);
            } catch (CorruptEnvelopeException | IllegalArgumentException e) {
                refuse(record, e.getMessage());
                return Optional.empty();
            }
        }

        private Stated whole(byte[] value, long offset) throws CorruptEnvelopeException {
            return new Stated.Whole(Envelope.decode(value).version(), offset, value.length);
        }

        private Stated listed(byte[] value) {
            return new Stated.Listed(Json.read(value, Manifest.class, "a version's manifest"));
        }

        private Optional<ChampionPointer> pointer(long epoch, ModelRecord record) {
            byte @Nullable [] value = record.value();
            if (value == null) {
                return Optional.empty();
            }
            try {
                ChampionPointer pointer = Json.read(value, ChampionPointer.class);
                if (pointer.epoch() != epoch) {
                    throw new IllegalArgumentException(
                            "expected the pointer of epoch %d, found that of %d".formatted(epoch, pointer.epoch()));
                }
                return Optional.of(pointer);
            } catch (IllegalArgumentException e) {
                refuse(record, e.getMessage());
                return Optional.empty();
            }
        }

        private void refuse(ModelRecord record, @Nullable String why) {
            nextUnreadable.put(
                    named(record.key()), "%s (offset %d)".formatted(cut(String.valueOf(why)), record.offset()));
        }

        private Entry entry(long number) {
            return nextEntries.getOrDefault(number, Entry.NONE);
        }

        private void put(long number, Entry entry) {
            if (entry.empty()) {
                nextEntries.remove(number);
            } else {
                nextEntries.put(number, entry);
            }
        }
    }

    /** A key for people: one line, and not longer than that. */
    private static String named(String key) {
        return key.isEmpty() ? "a record without key" : cut(Printable.line(key));
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }

    private static boolean startsAsEnvelope(byte[] value) {
        return value.length >= ENVELOPE.length
                && Arrays.equals(value, 0, ENVELOPE.length, ENVELOPE, 0, ENVELOPE.length);
    }

    /** For a log line. */
    @Override
    public String toString() {
        return "ModelLog[%d versions, champion %d]".formatted(versions.size(), championVersion());
    }

    /** Weights on the topic, in bytes. */
    public long bytes() {
        return heldBytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Weights by version, in bytes, of those that are held. */
    public SortedMap<Long, Long> heldBytes() {
        return heldBytes;
    }
}
