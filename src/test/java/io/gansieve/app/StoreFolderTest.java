package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFolderTest {
    @TempDir
    Path folder;

    private Path store = Path.of("");
    private Path processId = Path.of("");

    @BeforeEach
    void fill() throws IOException {
        store = folder.resolve("gansieve-scorer/global/rocksdb/models/CURRENT");
        processId = folder.resolve("gansieve-scorer/kafka-streams-process-metadata");
        Files.createDirectories(store.getParent() == null ? folder : store.getParent());
    }

    private void write() throws IOException {
        Files.createDirectories(store.getParent() == null ? folder : store.getParent());
        Files.writeString(store, "rows");
        Files.writeString(processId, "{}");
    }

    @Test
    void keepsStoresOverACleanStop() throws IOException {
        try (StoreFolder opened = StoreFolder.open(folder)) {
            assertThat(opened).isNotNull();
            write();
        }
        StoreFolder.open(folder);
        assertThat(store).exists();
        assertThat(processId).exists();
    }

    @Test
    void emptiesStoresThatWereNotClosedButKeepsTheProcessId() throws IOException {
        StoreFolder.open(folder);
        write();
        StoreFolder.open(folder);
        assertThat(folder.resolve("gansieve-scorer/global")).doesNotExist();
        assertThat(processId).exists();
    }

    @Test
    void emptiesStoresThatAnApplicationCouldNotClose() throws IOException {
        try (StoreFolder opened = StoreFolder.open(folder)) {
            write();
            opened.distrust();
        }
        StoreFolder.open(folder);
        assertThat(store).doesNotExist();
    }
}
