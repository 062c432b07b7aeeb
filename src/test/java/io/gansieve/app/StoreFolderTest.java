package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreFolderTest {
    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
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

    private StoreFolder open() throws IOException {
        return StoreFolder.open(folder, Duration.ofHours(12), () -> now);
    }

    /** Files of stores keep deleted images: they are filled again from compacted changelogs, the other tasks' stay. */
    @Test
    void emptiesTasksWhoseStoresHoldImagesAfterTheirTime() throws IOException {
        Path replay = folder.resolve("gansieve-trainer/1_0/rocksdb/replay/000012.sst");
        Path positions = folder.resolve("gansieve-trainer/1_0/.checkpoint");
        Path index = folder.resolve("gansieve-trainer/0_0/rocksdb/label-index/000012.sst");
        try (StoreFolder opened = open()) {
            assertThat(opened).isNotNull();
            for (Path file : List.of(replay, positions, index)) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, "rows");
            }
        }
        now = now.plus(Duration.ofHours(11));
        open().close();
        assertThat(replay).exists();
        now = now.plus(Duration.ofHours(1));
        open().close();
        assertThat(replay).doesNotExist();
        assertThat(positions).doesNotExist();
        assertThat(index).exists();
    }

    @Test
    void keepsStoresOverACleanStop() throws IOException {
        try (StoreFolder opened = open()) {
            assertThat(opened).isNotNull();
            write();
        }
        open();
        assertThat(store).exists();
        assertThat(processId).exists();
    }

    @Test
    void emptiesStoresThatWereNotClosedButKeepsTheProcessId() throws IOException {
        open();
        write();
        open();
        assertThat(folder.resolve("gansieve-scorer/global")).doesNotExist();
        assertThat(processId).exists();
    }

    @Test
    void emptiesStoresThatAnApplicationCouldNotClose() throws IOException {
        try (StoreFolder opened = open()) {
            write();
            opened.distrust();
        }
        open();
        assertThat(store).doesNotExist();
    }
}
