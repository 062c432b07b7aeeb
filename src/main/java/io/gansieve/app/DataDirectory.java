package io.gansieve.app;

import io.gansieve.streams.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that a process keeps its state in, locked while it runs. The lock falls with the process, however it ends. Holds
 * an instance id, made once, by which Kafka recognises the process after a restart. Other accounts of the machine can neither read nor
 * write there: whoever can, sees images and replaces the detector.
 */
public final class DataDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    private static final String LOCK = ".lock";
    private static final String INSTANCE_ID = "instance-id";

    private final Path root;
    private final FileChannel lockFile;
    private final String instanceId;

    private DataDirectory(Path root, FileChannel lockFile, String instanceId) {
        this.root = root;
        this.lockFile = lockFile;
        this.instanceId = instanceId;
    }

    /** Creates the folder if need be; throws {@link IOException} if another process has it. */
    public static DataDirectory open(Path root) throws IOException {
        PrivateFiles.createFolder(root);
        refuseForeign(root);
        FileChannel channel = lockFile(root.resolve(LOCK));
        try {
            if (!locked(channel)) {
                throw new IOException("data-dir: %s: is in use by another process; give this one its own --data-dir"
                        .formatted(root.toAbsolutePath().normalize()));
            }
            closeToOthers(root);
            return new DataDirectory(root, channel, instanceId(root));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** A folder for something else is left as it is: taking rights away there could stop other programs. */
    private static void refuseForeign(Path root) throws IOException {
        if (PrivateFiles.openToOthers(root) && !Files.exists(root.resolve(INSTANCE_ID), LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> entries = Files.list(root)) {
                if (entries.anyMatch(entry -> !entry.endsWith(LOCK))) {
                    throw new IOException(
                            "data-dir: %s: is open to other accounts and holds other files; name a new folder, or chmod 700 it"
                                    .formatted(root.toAbsolutePath().normalize()));
                }
            }
        }
    }

    private static FileChannel lockFile(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            PrivateFiles.write(file, new byte[0]);
        }
        return FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    private static void closeToOthers(Path root) throws IOException {
        try {
            if (PrivateFiles.close(root)) {
                LOG.warn("data-dir: {}: was open to other accounts of this machine; now it is its owner's alone", root);
            }
        } catch (IOException e) {
            throw new IOException(
                    "data-dir: %s: must be its owner's alone, and cannot be made so: %s"
                            .formatted(root, e.getMessage()),
                    e);
        }
    }

    /** Takes from others what libraries gave them that set permissions themselves, as Kafka Streams does for its folders. */
    void closeToOthers() throws IOException {
        closeToOthers(root);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String instanceId(Path root) throws IOException {
        Path file = root.resolve(INSTANCE_ID);
        if (Files.exists(file)) {
            String id = Files.readString(file).trim();
            if (!id.isEmpty()) {
                return id;
            }
        }
        String id = UUID.randomUUID().toString();
        AtomicFile.write(file, text(id));
        return id;
    }

    /** The same at every start from this folder; unique among folders. */
    public String instanceId() {
        return instanceId;
    }

    public Path root() {
        return root;
    }

    /** Of the embedded broker. */
    public Path broker() {
        return root.resolve("kafka");
    }

    /** Of Kafka Streams. */
    public Path streams() {
        return root.resolve("streams");
    }

    /** What is known of the topics. */
    Path topics() {
        return root.resolve("topics.json");
    }

    /** Where the serving detector lies. */
    public Path championFile() {
        return root.resolve("champion.onnx");
    }

    /** Of rounds from files; throws {@link IOException} in the folder of a service, which has a champion of its own. */
    TrainingFolder training() throws IOException {
        if (Files.exists(streams())) {
            throw new IOException("data-dir: %s: holds the state of a service; give training its own --data-dir"
                    .formatted(root.toAbsolutePath().normalize()));
        }
        return new TrainingFolder(root);
    }

    /** Whether something that happens once for each {@code item} has happened. */
    boolean marked(String name, String item) throws IOException {
        return items(name).contains(item);
    }

    /** @param item without line breaks */
    void mark(String name, String item) throws IOException {
        List<String> items = new ArrayList<>(items(name));
        items.add(item);
        AtomicFile.write(root.resolve(name + ".done"), text(String.join("\n", items)));
    }

    private List<String> items(String name) throws IOException {
        Path file = root.resolve(name + ".done");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static byte[] text(String content) {
        return (content + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
