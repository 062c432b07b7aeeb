package io.gansieve.app;

import io.gansieve.streams.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of Kafka Streams' stores: kept over a clean stop, emptied after any other end. Under exactly-once a store that was
 * not closed may hold what was never committed. Streams finds that out itself for the stores of tasks, and fills them again from
 * their changelogs. A program with other stores leaves a folder that this one cannot use; it is emptied, too. The process ids stay, since they
 * fence the transactions of the process before. Used by one thread, but for {@link #distrust}.
 */
final class StoreFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreFolder.class);
    private static final String CLOSED = "closed";

    /** Changes with the stores of the topologies and with what Streams calls their tasks. */
    private static final String LAYOUT = "2";

    private static final String PROCESS_ID = "kafka-streams-process-metadata";

    private final Path folder;
    private volatile boolean trusted = true;

    private StoreFolder(Path folder) {
        this.folder = folder;
    }

    /** Empties the folder unless it was closed by a program with the same stores; nobody else may use it. */
    static StoreFolder open(Path folder) throws IOException {
        PrivateFiles.createFolder(folder);
        Path closed = folder.resolve(CLOSED);
        boolean usable = Files.exists(closed) && Files.readString(closed).equals(LAYOUT);
        Files.deleteIfExists(closed);
        if (!usable) {
            discard(folder);
        }
        return new StoreFolder(folder);
    }

    /** The stores are emptied at the next start, whatever else happens. */
    void distrust() {
        trusted = false;
    }

    /** After the applications. */
    @Override
    public void close() throws IOException {
        if (trusted) {
            PrivateFiles.write(folder.resolve(CLOSED), LAYOUT.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void discard(Path folder) throws IOException {
        List<Path> entries;
        try (Stream<Path> all = Files.walk(folder)) {
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
            LOG.info("the stores in {} were not closed by this program; they are filled again from Kafka", folder);
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
