package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
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
