package io.gansieve.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The image files of a folder, or a single one. */
final class FolderSource implements ImageSource {
    /** Past any limit of the service, so that a wrong file is still sent and answered; only memory is protected here. */
    static final long MAX_FILE_BYTES = 64L << 20;

    private static final Set<String> EXTENSIONS = Set.of("png", "jpg", "jpeg", "gif", "bmp", "webp");

    private final String prefix;
    private final Map<String, Path> files;
    private final Map<String, Integer> classes;
    private final long skipped;
    private final List<String> names;
    private int read;

    /** @param prefix of all names: the folder as it was named, so that the images of two folders do not share names */
    private FolderSource(String prefix, Map<String, Path> files, Map<String, Integer> classes, long skipped) {
        this.prefix = prefix;
        this.files = files;
        this.classes = classes;
        this.skipped = skipped;
        this.names = List.copyOf(files.keySet());
    }

    static FolderSource ofFile(Path file) {
        return new FolderSource("", Map.of(name(file.normalize()), file), Map.of(), 0);
    }

    static FolderSource of(Path folder) throws IOException {
        TreeMap<String, Path> found = new TreeMap<>();
        long skipped = 0;
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                String name = name(folder.relativize(path));
                if (EXTENSIONS.contains(extension(name))) {
                    found.put(name, path);
                } else {
                    skipped++;
                }
            }
        } catch (UncheckedIOException e) {
            throw new IOException("%s: cannot be listed: %s".formatted(folder, e.getMessage()), e);
        }
        String named = name(folder.normalize());
        String prefix = named.isEmpty() || named.endsWith("/") ? named : named + "/";
        return new FolderSource(prefix, found, classes(found.keySet()), skipped);
    }

    /** With slashes on every system. */
    static String name(Path path) {
        return path.toString().replace('\\', '/');
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** The class of each sub-folder; none if an image lies beside them. */
    private static Map<String, Integer> classes(Set<String> names) {
        TreeSet<String> folders = new TreeSet<>();
        for (String name : names) {
            if (name.indexOf('/') < 0) {
                return Map.of();
            }
            folders.add(topFolder(name));
        }
        boolean numbers = folders.stream()
                .allMatch(folder -> folder.matches("[0-9]{1,9}") && Integer.parseInt(folder) <= LabeledImage.MAX_CLASS);
        TreeMap<String, Integer> classes = new TreeMap<>();
        for (String folder : folders) {
            classes.put(folder, numbers ? Integer.parseInt(folder) : classes.size());
        }
        return classes;
    }

    private static String topFolder(String name) {
        return name.substring(0, Math.max(0, name.indexOf('/')));
    }

    @Override
    public long count() {
        return names.size();
    }

    @Override
    public long skipped() {
        return skipped;
    }

    @Override
    public Optional<ImageFile> next() throws IOException {
        if (read == names.size()) {
            return Optional.empty();
        }
        String name = names.get(read++);
        Path path = Optional.ofNullable(files.get(name)).orElseThrow();
        long size = Files.size(path);
        if (size > MAX_FILE_BYTES) {
            throw new IOException("%s: expected at most %d bytes, found %d".formatted(path, MAX_FILE_BYTES, size));
        }
        Optional<Integer> imageClass = Optional.ofNullable(classes.get(topFolder(name)));
        return Optional.of(new ImageFile(
                prefix + name,
                Files.readAllBytes(path),
                imageClass.isPresent() ? OptionalInt.of(imageClass.get()) : OptionalInt.empty()));
    }

    @Override
    public void close() {
        // Nothing stays open between two files.
    }
}
