package io.gansieve.streams;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files and folders that no other account of the machine may read or write: 0600 and 0700. On systems without POSIX permissions
 * they are made as any other.
 */
public final class PrivateFiles {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");
    private static final Set<PosixFilePermission> WRITING = PosixFilePermissions.fromString("----w--w-");

    private PrivateFiles() {}

    /** Creates a folder, and those above it that are missing, if need be; one that is there stays as it is. */
    public static Path createFolder(Path folder) throws IOException {
        return Files.createDirectories(folder, attributes(FOLDER));
    }

    /** Writes a new file to the disk; what was at its name before goes, and a link there is not followed. */
    public static void write(Path file, byte[] content) throws IOException {
        Files.deleteIfExists(file);
        Set<StandardOpenOption> options =
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        try (SeekableByteChannel channel = Files.newByteChannel(file, options, attributes(FILE));
                OutputStream out = Channels.newOutputStream(channel)) {
            out.write(content);
        }
    }

    /** Whether others than the file's owner may read it or write to it. */
    public static boolean openToOthers(Path file) throws IOException {
        return POSIX && anyOf(Files.getPosixFilePermissions(file), OTHERS);
    }

    /**
     * Takes away what others may do with a folder and all that lies in it. Links in it are not followed.
     *
     * @return whether anything had to be taken away from the folder itself
     * @throws IOException if that cannot be done, or if others could write to the folder and a link in it may be theirs
     */
    public static boolean close(Path folder) throws IOException {
        if (!POSIX) {
            return false;
        }
        Set<PosixFilePermission> before = Files.getPosixFilePermissions(folder);
        boolean wide = anyOf(before, OTHERS);
        if (wide) {
            Files.setPosixFilePermissions(folder, FOLDER);
        }
        Files.walkFileTree(folder.toRealPath(), new Closer(anyOf(before, WRITING)));
        return wide;
    }

    private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean anyOf(Set<PosixFilePermission> some, Set<PosixFilePermission> others) {
        return some.stream().anyMatch(others::contains);
    }

    /** Folders before what lies in them: from then on nobody else adds to them. */
    private static final class Closer extends SimpleFileVisitor<Path> {
        private final boolean suspicious;

        Closer(boolean suspicious) {
            this.suspicious = suspicious;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            narrow(folder, FOLDER);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isSymbolicLink() && suspicious) {
                throw new IOException(
                        "%s: others could write here, and this link may be theirs; remove it".formatted(file));
            }
            if (attributes.isRegularFile()) {
                narrow(file, FILE);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
            if (problem instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw problem;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) throws IOException {
            if (problem == null || problem instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw problem;
        }

        /** Stores and logs delete files while they are used: what is gone needs nothing. */
        private static void narrow(Path path, Set<PosixFilePermission> permissions) throws IOException {
            try {
                if (anyOf(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS), OTHERS)) {
                    Files.setPosixFilePermissions(path, permissions);
                }
            } catch (NoSuchFileException e) {
                // Deleted meanwhile.
            }
        }
    }
}
