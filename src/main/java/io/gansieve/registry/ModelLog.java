package io.gansieve.registry;

import io.gansieve.image.Printable;
import io.gansieve.scoring.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
    public static final ModelLog EMPTY = new ModelLog(new TreeMap<>(), PointerLog.EMPTY, new TreeMap<>());

    /** Of versions: retention keeps fewer, this holds whoever else writes to the topic. */
    static final int MAX_ENTRIES = 10_000;

    /** Of what is known of the versions, weights not counted. */
    static final long MAX_BYTES = 64L << 20;

    /** Of each kind. */
    static final int MAX_PROBLEMS = 100;

    /** What a part's place and digest take, about. */
    private static final long PART_BYTES = 256;

    private static final int MAX_TEXT = 300;

    private static final byte[] ENVELOPE = "GSMV".getBytes(StandardCharsets.US_ASCII);

    private final SortedMap<Long, Entry> entries;
    private final PointerLog pointers;
    private final SortedMap<String, String> unreadable;
    private final SortedMap<Long, LoggedVersion> versions;
    private final SortedMap<Long, Long> heldBytes;
    private final Optional<ChampionPointer> champion;
    private final SortedMap<String, String> problems;

    private ModelLog(SortedMap<Long, Entry> entries, PointerLog pointers, SortedMap<String, String> unreadable) {
        bound(entries, pointers);
        while (unreadable.size() > MAX_PROBLEMS) {
            unreadable.remove(unreadable.firstKey());
        }
        this.entries = Collections.unmodifiableSortedMap(entries);
        this.pointers = pointers;
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
        this.champion = pointers.following().values().stream()
                .filter(pointer -> held(pointer.version()))
                .reduce((older, newer) -> newer);
        this.problems = Collections.unmodifiableSortedMap(foundProblems());
    }

    /** What is left of a number's records. */
    private record Entry(
            Optional<Stated> stated,
            SortedMap<Integer, LoggedPart> parts,
            Optional<LoggedVersion> version,
            long lastOffset) {
        static final Entry NONE = new Entry(Optional.empty(), new TreeMap<>(), Optional.empty(), 0);

        Entry with(Optional<Stated> next, long offset) {
            return of(next, parts, offset);
        }

        Entry withPart(int number, Optional<LoggedPart> part, long offset) {
            TreeMap<Integer, LoggedPart> changed = new TreeMap<>(parts);
            part.ifPresentOrElse(found -> changed.put(number, found), () -> changed.remove(number));
            return of(stated, changed, offset);
        }

        /** What it takes in memory, about. */
        long weight() {
            return stated.map(Stated::bytes).orElse(0L) + PART_BYTES * (1 + parts.size());
        }

        boolean empty() {
            return stated.isEmpty() && parts.isEmpty();
        }

        private static Entry of(Optional<Stated> stated, SortedMap<Integer, LoggedPart> parts, long offset) {
            return new Entry(stated, parts, stated.map(known -> known.version(parts)), offset);
        }
    }

    private record LoggedPart(long offset, Manifest.Part sum) {}

    /** What a record {@code version/N} says. */
    private sealed interface Stated {
        LoggedVersion version(SortedMap<Integer, LoggedPart> parts);

        /** Of what is held in memory. */
        long bytes();

        record Whole(ModelVersion metadata, long offset, long weights, long bytes) implements Stated {
            @Override
            public LoggedVersion version(SortedMap<Integer, LoggedPart> parts) {
                return new LoggedVersion(metadata, new LoggedVersion.Weights.OneRecord(offset, weights));
            }
        }

        record Listed(Manifest manifest, long bytes) implements Stated {
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
        return new ModelLog(fold.nextEntries, fold.nextPointers.done(), fold.nextUnreadable);
    }

    /** Versions by number, those without weights included. */
    public SortedMap<Long, LoggedVersion> versions() {
        return versions;
    }

    public Optional<LoggedVersion> version(long number) {
        return Optional.ofNullable(versions.get(number));
    }

    /** Numbers of the parts that the topic holds of a version, also of those that its manifest does not name. */
    public Set<Integer> partsOf(long version) {
        return entries.getOrDefault(version, Entry.NONE).parts().keySet();
    }

    /** Whether a version can be served; version 0 always can. */
    public boolean held(long version) {
        return version == 0 || heldBytes.containsKey(version);
    }

    /** Those whose epochs follow one another, the oldest first. */
    public List<ChampionPointer> pointers() {
        return List.copyOf(pointers.following().values());
    }

    /** Epochs of pointers that do not count, since they do not {@link Epochs#follows follow}. */
    public Set<Long> strayEpochs() {
        return pointers.strays().keySet();
    }

    /** The highest epoch whose pointer was replaced by another one, or taken back, since the topic is read; 0 for none. */
    public long contestedEpoch() {
        return pointers.contested();
    }

    /** The pointer in force, which is the newest to a version that can be served; none before the first. */
    public Optional<ChampionPointer> champion() {
        return champion;
    }

    /** Of later epochs than this one, the oldest first. */
    public List<ChampionPointer> pointersAfter(long epoch) {
        return pointers.following().values().stream()
                .filter(pointer -> pointer.epoch() > epoch)
                .toList();
    }

    /** The version in force; 0 is the built-in one. */
    public long championVersion() {
        return champion().map(ChampionPointer::version).orElse(0L);
    }

    /** The pointer that was in force at a time, if the topic reaches back so far. */
    public Optional<ChampionPointer> championAt(Instant time) {
        return pointers.following().values().stream()
                .filter(pointer -> !pointer.time().isAfter(time))
                .reduce((older, newer) -> newer);
    }

    /** What cannot be used and why, by key; at most {@value #MAX_PROBLEMS} of each kind. */
    public SortedMap<String, String> problems() {
        return problems;
    }

    private SortedMap<String, String> foundProblems() {
        TreeMap<String, String> found = new TreeMap<>(unreadable);
        SortedMap<Long, Long> strays = pointers.strays();
        strays.keySet().stream()
                .limit(MAX_PROBLEMS)
                .forEach(epoch -> found.put(ModelKeys.champion(epoch), stray(epoch)));
        versions.entrySet().stream()
                .filter(entry -> entry.getValue().weights() instanceof LoggedVersion.Weights.Torn)
                .limit(MAX_PROBLEMS)
                .forEach(entry -> found.put(ModelKeys.version(entry.getKey()), torn(entry.getValue())));
        long inForce = champion.map(ChampionPointer::epoch).orElse(0L);
        pointersAfter(inForce).stream()
                .limit(MAX_PROBLEMS)
                .forEach(pointer -> found.put(
                        ModelKeys.champion(pointer.epoch()),
                        "version %d cannot be served".formatted(pointer.version())));
        return found;
    }

    private String stray(long epoch) {
        return "expected an epoch that follows, at most %d above those before it, found %d (offset %d)"
                .formatted(Epochs.STEP, epoch, pointers.strays().get(epoch));
    }

    private static String torn(LoggedVersion version) {
        return version.weights() instanceof LoggedVersion.Weights.Torn torn ? torn.why() : "";
    }

    /** The versions that no pointer names go first, the longest unchanged before the others. */
    private static void bound(SortedMap<Long, Entry> entries, PointerLog pointers) {
        long bytes = entries.values().stream().mapToLong(Entry::weight).sum();
        if (entries.size() <= MAX_ENTRIES && bytes <= MAX_BYTES) {
            return;
        }
        Set<Long> named = new HashSet<>();
        pointers.following().values().forEach(pointer -> named.add(pointer.version()));
        List<Long> order = entries.keySet().stream()
                .sorted(Comparator.<Long, Boolean>comparing(named::contains)
                        .thenComparing(number ->
                                entries.getOrDefault(number, Entry.NONE).lastOffset()))
                .toList();
        for (long number : order) {
            if (entries.size() <= MAX_ENTRIES && bytes <= MAX_BYTES) {
                return;
            }
            bytes -= entries.getOrDefault(number, Entry.NONE).weight();
            entries.remove(number);
        }
    }

    /** One step of the fold: changes copies, and gives them up. */
    private final class Fold {
        private final TreeMap<Long, Entry> nextEntries = new TreeMap<>(entries);
        private final PointerLog.Fold nextPointers = pointers.fold();
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
                addVersion(version.getAsLong(), record);
            } else if (epoch.isPresent()) {
                pointer(epoch.getAsLong(), record)
                        .ifPresentOrElse(
                                found -> nextPointers.put(found, record.offset()),
                                () -> nextPointers.remove(epoch.getAsLong()));
            } else if (record.value() != null) {
                refuse(record, "expected version/N, version/N/part/K or champion/E");
            }
        }

        private void addVersion(long number, ModelRecord record) {
            if (number <= Epochs.MAX) {
                put(number, entry(number).with(stated(number, record), record.offset()));
            } else if (record.value() != null) {
                refuse(record, "a version must be at most %d: %d".formatted(Epochs.MAX, number));
            }
        }

        private void addPart(ModelKeys.PartKey key, ModelRecord record) {
            if (key.version() > Epochs.MAX) {
                return;
            }
            byte @Nullable [] value = record.value();
            Optional<LoggedPart> part = value == null || value.length == 0
                    ? Optional.empty()
                    : Optional.of(new LoggedPart(record.offset(), VersionRecords.sum(value)));
            put(key.version(), entry(key.version()).withPart(key.part(), part, record.offset()));
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
            ModelVersion metadata = Envelope.decode(value).version();
            return new Stated.Whole(metadata, offset, value.length, Json.write(metadata).length);
        }

        private Stated listed(byte[] value) {
            return new Stated.Listed(Json.read(value, Manifest.class, "a version's manifest"), value.length);
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
        return key.isEmpty() ? "a record without key" : Printable.line(cut(key));
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
