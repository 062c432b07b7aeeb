package io.gansieve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gansieve.image.codec.DecodeResult;
import io.gansieve.image.codec.Fixtures;
import io.gansieve.image.codec.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSourceTest {
    private static final Image IMAGE = Fixtures.random(new ImageShape(8, 8, 1), 1);

    @TempDir
    private Path folder;

    private static List<ImageFile> all(String location) throws IOException {
        List<ImageFile> files = new ArrayList<>();
        try (ImageSource source = ImageSource.open(location)) {
            for (Optional<ImageFile> next = source.next(); next.isPresent(); next = source.next()) {
                files.add(next.get());
            }
            assertThat(files).hasSize(Math.toIntExact(source.count()));
        }
        return files;
    }

    private Path write(String name, byte[] bytes) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent() == null ? folder : path.getParent());
        return Files.write(path, bytes);
    }

    /** All names begin with the folder as it was given. */
    private List<String> names(List<ImageFile> files) {
        String prefix = folder + "/";
        assertThat(files).allSatisfy(file -> assertThat(file.name()).startsWith(prefix));
        return files.stream()
                .map(file -> file.name().substring(prefix.length()))
                .toList();
    }

    private static List<OptionalInt> classes(List<ImageFile> files) {
        return files.stream().map(ImageFile::imageClass).toList();
    }

    @Test
    void readsASingleFileAsItIs() throws IOException {
        byte[] bytes = {1, 2, 3};
        Path file = write("broken.bin", bytes);
        assertThat(all(file.toString())).containsExactly(new ImageFile(file.toString(), bytes, OptionalInt.empty()));
    }

    @Test
    void readsAFolderInOrderAndCountsTheRest() throws IOException {
        write("b.PNG", Png.encode(IMAGE));
        write("sub/a.jpeg", new byte[] {1});
        write("notes.txt", new byte[] {1});

        List<ImageFile> files = all(folder.toString());

        assertThat(names(files)).containsExactly("b.PNG", "sub/a.jpeg");
        assertThat(classes(files)).containsOnly(OptionalInt.empty());
        try (ImageSource source = ImageSource.open(folder.toString())) {
            assertThat(source.skipped()).isEqualTo(1);
        }
    }

    @Test
    void takesNumbersOfSubFoldersAsClasses() throws IOException {
        write("10/a.png", Png.encode(IMAGE));
        write("2/b.png", Png.encode(IMAGE));
        assertThat(classes(all(folder.toString()))).containsExactly(OptionalInt.of(10), OptionalInt.of(2));
    }

    @Test
    void numbersOtherSubFoldersInSortedOrder() throws IOException {
        write("dog/a.png", Png.encode(IMAGE));
        write("cat/deep/b.png", Png.encode(IMAGE));
        List<ImageFile> files = all(folder.toString());
        assertThat(names(files)).containsExactly("cat/deep/b.png", "dog/a.png");
        assertThat(classes(files)).containsExactly(OptionalInt.of(0), OptionalInt.of(1));
    }

    @Test
    void numbersSubFoldersInSortedOrderThatAreNoClasses() throws IOException {
        write("20260101/a.png", Png.encode(IMAGE));
        write("7/b.png", Png.encode(IMAGE));
        assertThat(classes(all(folder.toString()))).containsExactly(OptionalInt.of(0), OptionalInt.of(1));
    }

    @Test
    void readsIdxWithTheLabelsBesideIt() throws IOException {
        Path file = write("my-images-idx3-ubyte.gz", IdxTest.gzipped(IdxTest.images(List.of(IMAGE, IMAGE))));
        assertThat(classes(all(file.toString()))).containsOnly(OptionalInt.empty());

        write("my-labels-idx1-ubyte", IdxTest.labels(5, 6));

        List<ImageFile> files = all(file.toString());
        assertThat(names(files)).containsExactly("my-images-idx3-ubyte-00000", "my-images-idx3-ubyte-00001");
        assertThat(classes(files)).containsExactly(OptionalInt.of(5), OptionalInt.of(6));
        assertThat(new ImageDecoder(IMAGE.shape(), ImageFit.REJECT)
                        .decode(files.get(0).bytes()))
                .isEqualTo(new DecodeResult.Decoded(IMAGE, 8, 8, "png"));
    }

    @Test
    void refusesLabelsOfAnotherNumber() throws IOException {
        Path file = write("images-idx3-ubyte", IdxTest.images(List.of(IMAGE)));
        write("labels-idx1-ubyte", IdxTest.labels(5, 6));
        assertThatThrownBy(() -> ImageSource.open(file.toString()).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("found 2");
    }

    @Test
    void knowsIdxByItsFirstBytes() throws IOException {
        Path file = write("digits", IdxTest.images(List.of(IMAGE)));
        assertThat(names(all(file.toString()))).containsExactly("digits-00000");
    }

    @Test
    void readsTheDigitsThatComeAlong() throws IOException {
        try (ImageSource source = ImageSource.open("mnist:train")) {
            assertThat(source.count()).isEqualTo(60_000);
            ImageFile first = source.next().orElseThrow();
            assertThat(first.name()).isEqualTo("mnist-train-00000");
            assertThat(first.imageClass()).hasValue(5);
        }
    }

    @Test
    void saysWhatItExpectedWhereThereIsNothing() {
        assertThatThrownBy(() -> ImageSource.open("mnist:all").close()).hasMessageContaining("mnist:all");
        assertThatThrownBy(() ->
                        ImageSource.open(folder.resolve("absent").toString()).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("absent");
    }
}
