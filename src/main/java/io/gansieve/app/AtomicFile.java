package io.gansieve.app;

import io.gansieve.streams.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files so that a reader, or a crash, meets the old content or the new one, never a part. Only their owner reads them. */
final class AtomicFile {
    /** What a crash may leave behind. */
    static final String DRAFT = ".new";

    private AtomicFile() {}

    /** On the disk, not only in its cache, when this returns. */
    static void write(Path file, byte[] content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + DRAFT);
        PrivateFiles.write(draft, content);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(file.toAbsolutePath().resolveSibling(""));
    }

    /** Makes the new name last; on systems that cannot open a folder the move has to do. */
    private static void syncFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows: a folder is no file there.
        }
    }
}
