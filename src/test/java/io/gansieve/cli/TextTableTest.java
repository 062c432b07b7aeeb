package io.gansieve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void alignsTheFirstColumnToTheLeftAndTheOthersToTheRight() {
        TextTable table = new TextTable()
                .row(List.of("source", "images", "auroc"))
                .row(List.of("a-longer-name", "7", "0.9312"))
                .row(List.of("vae", "1200", ""));

        assertThat(table.lines())
                .containsExactly(
                        "source         images   auroc", "a-longer-name       7  0.9312", "vae              1200");
    }

    @Test
    void shortensTextToAWidth() {
        assertThat(TextTable.shortened("0123456789", 10)).isEqualTo("0123456789");
        assertThat(TextTable.shortened("0123456789a", 10)).isEqualTo("0123456...");
        assertThat(TextTable.shortenedWithin("0123456789", 10)).isEqualTo("0123456789");
        assertThat(TextTable.shortenedWithin("0123456789a", 10)).isEqualTo("0123...89a");
    }

    @Test
    void hasNoLinesWithoutRows() {
        assertThat(new TextTable().lines()).isEmpty();
    }
}
