package io.gansieve.app;

import io.gansieve.streams.PixelChangelogs;
import io.gansieve.streams.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of Kafka Streams' stores: kept over a clean stop, emptied after any other end. Under exactly-once a store that was
 * not closed may hold what was never committed. Streams finds that out itself for the stores of tasks, and fills them again from
 * their changelogs. A program with other stores leaves a folder that this one cannot use; it is emptied, too. The process ids stay, since they
 * fence the transactions of the process before.
 *
 * <p>Stores that hold images keep deleted ones in their files until RocksDB rewrites those. A folder whose stores were filled too long ago
 * loses them at the start: they are filled again from changelogs that were compacted since. Used by one thread, but for {@link #distrust}.
 */
final class StoreFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreFolder.class);
    private static final String CLOSED = "closed";
    private static final char MARK_SEPARATOR = ' ';

    /** {@code APPLICATION/TASK/rocksdb/STORE}. */
    private static final int DEPTH_OF_STORES = 4;

    /** Changes with the stores of the topologies and with what Streams calls their tasks. */
    private static final String LAYOUT = "2";

    private static final String PROCESS_ID = "kafka-streams-process-metadata";

    private final Path folder;

    /** When the stores that hold images were empty. */
    private final Instant filled;

    private volatile boolean trusted = true;

    private StoreFolder(Path folder, Instant filled) {
        this.folder = folder;
        this.filled = filled;
    }

    /**
     * Empties the folder unless it was closed by a program with the same stores; nobody else may use it.
     *
     * @param imagesFor how long stores that hold images stay before they are filled again
     */
    static StoreFolder open(Path folder, Duration imagesFor, InstantSource clock) throws IOException {
        PrivateFiles.createFolder(folder);
        Path closed = folder.resolve(CLOSED);
        String mark = Files.exists(closed) ? Files.readString(closed) : "";
        boolean usable = mark.equals(LAYOUT) || mark.startsWith(LAYOUT + MARK_SEPARATOR);
        Files.deleteIfExists(closed);
        if (!usable) {
            discard(folder, folder, "were not closed by this program");
            return new StoreFolder(folder, clock.instant());
        }
        Instant filled = filled(mark);
        if (filled.plus(imagesFor).isAfter(clock.instant())) {
            return new StoreFolder(folder, filled);
        }
        for (Path task : tasksWithImages(folder)) {
            discard(task, folder, "were filled long ago, and may hold images that were forgotten since");
        }
        return new StoreFolder(folder, clock.instant());
    }

    /** Earlier releases did not write it. */
    private static Instant filled(String mark) {
        int separator = mark.indexOf(MARK_SEPARATOR);
        try {
            return separator < 0 ? Instant.EPOCH : Instant.parse(mark.substring(separator + 1));
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    /** With all their stores, whose positions are in one file. */
    private static List<Path> tasksWithImages(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder, DEPTH_OF_STORES)) {
            return all.filter(path -> path.getNameCount() == folder.getNameCount() + DEPTH_OF_STORES)
                    .filter(path -> PixelChangelogs.STORES.contains(String.valueOf(path.getFileName())))
                    .map(path -> folder.resolve(folder.relativize(path).subpath(0, 2)))
                    .distinct()
                    .toList();
        }
    }

    /** The stores are emptied at the next start, whatever else happens. */
    void distrust() {
        trusted = false;
    }

    /** After the applications. */
    @Override
    public void close() throws IOException {
        if (trusted) {
            PrivateFiles.write(
                    folder.resolve(CLOSED), (LAYOUT + MARK_SEPARATOR + filled).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** @param why for the log */
    private static void discard(Path part, Path folder, String why) throws IOException {
        List<Path> entries;
        try (Stream<Path> all = Files.walk(part)) {
            entries = all.sorted(Comparator.reverseOrder()).toList();
        }
        boolean stores = false;
        for (Path entry : entries) {
            if (Files.isDirectory(entry)) {
                deleteIfEmpty(entry, folder);
            } else if (!entry.endsWith(PROCESS_ID)) {
                Files.delete(entry);
                stores = true;
            }
        }
        if (stores) {
            LOG.info("the stores in {} {}; they are filled again from Kafka", part, why);
        }
    }

    private static void deleteIfEmpty(Path directory, Path root) throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            if (!directory.equals(root) && left.findAny().isEmpty()) {
                Files.delete(directory);
            }
        }
    }
}
