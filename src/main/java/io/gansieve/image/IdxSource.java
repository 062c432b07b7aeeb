package io.gansieve.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** The images of an IDX file as PNG files. */
final class IdxSource implements ImageSource {
    private final String name;
    private final IdxImages images;
    private final Optional<int[]> labels;
    private int read;

    private IdxSource(String name, IdxImages images, Optional<int[]> labels) throws IOException {
        this.name = name;
        this.images = images;
        this.labels = labels;
        if (labels.isPresent() && labels.get().length != images.count()) {
            images.close();
            throw new IOException("%s: expected one label for each of %d images, found %d"
                    .formatted(name, images.count(), labels.get().length));
        }
    }

    static IdxSource of(Mnist part) throws IOException {
        return new IdxSource("mnist-" + part.text(), part.open(), Optional.of(part.digits()));
    }

    static IdxSource of(Path file) throws IOException {
        String fileName = String.valueOf(file.getFileName());
        Optional<int[]> labels = Optional.empty();
        Path beside = file.resolveSibling(fileName.replace("images-idx3", "labels-idx1"));
        for (Path candidate : new Path[] {beside, otherCompression(beside)}) {
            boolean labelFile = !String.valueOf(candidate.getFileName()).contains("images");
            if (labels.isEmpty() && fileName.contains("images-idx3") && labelFile && Files.isRegularFile(candidate)) {
                labels = Optional.of(IdxLabels.readAll(candidate.toString(), Files.newInputStream(candidate)));
            }
        }
        IdxImages images = IdxImages.open(file.toString(), Files.newInputStream(file));
        String name =
                FolderSource.name(file.normalize()).replaceFirst("\\.gz$", "").replaceFirst("\\.idx$", "");
        return new IdxSource(name, images, labels);
    }

    private static Path otherCompression(Path file) {
        String name = String.valueOf(file.getFileName());
        return file.resolveSibling(name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name + ".gz");
    }

    @Override
    public long count() {
        return images.count();
    }

    @Override
    public long skipped() {
        return 0;
    }

    @Override
    public Optional<ImageFile> next() throws IOException {
        Optional<Image> image = images.next();
        if (image.isEmpty()) {
            return Optional.empty();
        }
        int index = read++;
        OptionalInt imageClass = labels.isPresent() ? OptionalInt.of(labels.get()[index]) : OptionalInt.empty();
        return Optional.of(new ImageFile("%s-%05d".formatted(name, index), Png.encode(image.get()), imageClass));
    }

    @Override
    public void close() throws IOException {
        images.close();
    }
}
