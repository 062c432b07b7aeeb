package io.gansieve.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The image files behind what a person names, read one by one:
 *
 * <ul>
 *   <li>a file: itself, whatever it holds, under the path as it was given;
 *   <li>a folder: every {@code png}, {@code jpg}, {@code jpeg}, {@code gif}, {@code bmp} and {@code webp} file below it in the
 *       order of their paths, which name them: the folder as it was given, and the path in it. Where every one lies in a sub-folder, the sub-folders directly below are
 *       classes: their number if all are named by numbers up to a million, else their place in sorted order;
 *   <li>an IDX file of images (by name, {@code *.idx}, {@code *.gz}, {@code *-ubyte}, or by its first bytes): its images as PNG
 *       under {@code PATH-00000}, with classes where a file of labels lies next to it ({@code images-idx3} → {@code labels-idx1});
 *   <li>{@code mnist:train}, {@code mnist:test}: the digits that come with the program, as {@code mnist-train-00042}.
 * </ul>
 *
 * <pre>{@code
 * try (ImageSource source = ImageSource.open("photos")) {
 *     for (Optional<ImageFile> next = source.next(); next.isPresent(); next = source.next()) {
 *         send(next.get());
 *     }
 * }
 * }</pre>
 *
 * <p>Single-threaded; whoever opens it closes it.
 */
public sealed interface ImageSource extends AutoCloseable permits FolderSource, IdxSource {
    /** @throws IOException if there is nothing of that name, or an IDX file's header is wrong; says what was expected */
    static ImageSource open(String location) throws IOException {
        if (location.startsWith("mnist:")) {
            Mnist part = Mnist.named(location)
                    .orElseThrow(() -> new IOException("expected mnist:train or mnist:test, found " + location));
            return IdxSource.of(part);
        }
        Path path = path(location);
        if (Files.isDirectory(path)) {
            return FolderSource.of(path);
        }
        if (!Files.isRegularFile(path)) {
            throw new IOException("expected a file, a folder, mnist:train or mnist:test, found nothing at " + location);
        }
        return isIdx(path) ? IdxSource.of(path) : FolderSource.ofFile(path);
    }

    /** How many files there are in all. */
    long count();

    /** How many files of a folder are passed over because of their names. */
    long skipped();

    /** The next file; empty after the last. */
    Optional<ImageFile> next() throws IOException;

    @Override
    void close() throws IOException;

    private static Path path(String location) throws IOException {
        try {
            return Path.of(location);
        } catch (InvalidPathException e) {
            throw new IOException("expected a path, found " + location, e);
        }
    }

    private static boolean isIdx(Path path) throws IOException {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".idx") || name.endsWith(".gz") || name.endsWith("-ubyte")) {
            return true;
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] head = in.readNBytes(3);
            return head.length == 3 && head[0] == 0 && head[1] == 0 && head[2] == 8;
        }
    }
}
