package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {
    @TempDir
    Path folder;

    @Test
    void refusesASecondUserWithOneClearLine() throws IOException {
        try (DataDirectory held = DataDirectory.open(folder)) {
            assertThatThrownBy(() -> DataDirectory.open(held.root()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("data-dir: ")
                    .hasMessageContaining("is in use by another process");
        }
    }

    @Test
    void isOfItsOwnerAlone() throws IOException {
        Path root = folder.resolve("data");
        try (DataDirectory directory = DataDirectory.open(root)) {
            directory.mark("bootstrap", "mnist");
            assertThat(permissions(root)).isEqualTo("rwx------");
            assertThat(files(root))
                    .hasSize(3)
                    .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
        }
    }

    @Test
    void takesBackWhatAnOlderOneLeftOpen() throws IOException {
        Path root = folder.resolve("data");
        DataDirectory.open(root).close();
        Path store = Files.createDirectories(root.resolve("streams").resolve("store"));
        Path champion = Files.write(root.resolve("champion.onnx"), new byte[1]);
        Path log = Files.write(store.resolve("1.log"), new byte[1]);
        for (Path open : List.of(root, store, champion, log)) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        }

        try (DataDirectory directory = DataDirectory.open(root)) {
            assertThat(permissions(directory.root())).isEqualTo("rwx------");
            assertThat(permissions(store)).isEqualTo("rwx------");
            assertThat(permissions(champion)).isEqualTo("rw-------");
            assertThat(permissions(log)).isEqualTo("rw-------");
        }
    }

    @Test
    void isOfItsOwnerAloneBehindALinkOfHis() throws IOException {
        Path root = folder.resolve("disk");
        DataDirectory.open(root).close();
        Path champion = Files.write(root.resolve("champion.onnx"), new byte[1]);
        Files.setPosixFilePermissions(champion, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path link = Files.createSymbolicLink(folder.resolve("data"), root);

        try (DataDirectory directory = DataDirectory.open(link)) {
            assertThat(permissions(directory.root())).isEqualTo("rwx------");
            assertThat(permissions(champion)).isEqualTo("rw-------");
        }
    }

    @Test
    void followsNoLinkThatOthersMayHaveLeft() throws IOException {
        Path root = folder.resolve("data");
        DataDirectory.open(root).close();
        Path victim = Files.writeString(folder.resolve("victim"), "mine");
        Files.createSymbolicLink(root.resolve("bootstrap.done.new"), victim);
        try (DataDirectory directory = DataDirectory.open(root)) {
            directory.mark("bootstrap", "mnist");
        }
        assertThat(victim).hasContent("mine");

        Files.delete(root.resolve(".lock"));
        Files.createSymbolicLink(root.resolve(".lock"), victim);
        assertThatThrownBy(() -> DataDirectory.open(root)).isInstanceOf(IOException.class);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.delete(root.resolve(".lock"));
        Files.createSymbolicLink(root.resolve("champion.onnx"), victim);
        assertThatThrownBy(() -> DataDirectory.open(root))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("champion.onnx: others could write here, and this link may be theirs; remove it");
    }

    @Test
    void leavesAFolderForSomethingElseAsItIs() throws IOException {
        Path root = Files.createDirectory(folder.resolve("shared"));
        Path other = Files.writeString(root.resolve("other"), "x");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatThrownBy(() -> DataDirectory.open(root))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "data-dir: %s: is open to other accounts and holds other files; name a new folder, or chmod 700 it",
                        root);
        assertThat(permissions(root)).isEqualTo("rwxr-xr-x");
        assertThat(other).exists();
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void keepsItsInstanceIdAndItsMarks() throws IOException {
        String id;
        try (DataDirectory first = DataDirectory.open(folder.resolve("new"))) {
            id = first.instanceId();
            assertThat(first.marked("bootstrap", "mnist")).isFalse();
            first.mark("bootstrap", "mnist");
        }
        try (DataDirectory second = DataDirectory.open(folder.resolve("new"))) {
            assertThat(second.instanceId()).isEqualTo(id);
            assertThat(second.marked("bootstrap", "mnist")).isTrue();
            assertThat(second.marked("bootstrap", "/images")).isFalse();
            second.mark("bootstrap", "/images");
            assertThat(second.marked("bootstrap", "mnist")).isTrue();
            assertThat(second.marked("bootstrap", "/images")).isTrue();
        }
    }
}
