package io.gansieve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.app.Remainder;
import io.gansieve.scoring.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForgetCommandTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.123Z");

    @Test
    void saysWhatIsRemovedAndWhatStaysUntilWhen() {
        List<String> lines = ForgetCommand.table(List.of(
                        new Remainder("replay", "its pixels", true, Optional.of(TIME), "the trainer obeyed"),
                        new Remainder("images", "the image", false, Optional.of(TIME), "retention.ms"),
                        new Remainder("examples", "its pixels", false, Optional.empty(), "no limit by retention.ms")))
                .lines();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(1)).containsSubsequence("replay", "removed", "the trainer obeyed");
        assertThat(lines.get(2)).containsSubsequence("images", "2026-01-01T00:00:00Z", "retention.ms");
        assertThat(lines.get(3)).containsSubsequence("examples", "-", "no limit by retention.ms");
    }

    @Test
    void writesALineOfJsonAPlace() {
        assertThat(Json.text(new Remainder("images", "the image", false, Optional.of(TIME), "retention.ms")))
                .contains("\"place\":\"images\"", "\"removed\":false", "\"until\":\"2026-01-01T00:00:00.123Z\"");
    }
}
