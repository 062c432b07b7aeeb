package io.gansieve.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettingsPageTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9.-]+)` \\| (?:`([^`]+)`|none) \\|");

    @Test
    void namesEverySettingWithItsDefault() throws Exception {
        String page = Files.readString(Path.of("docs", "settings.md"));
        Map<String, String> documented =
                ROW.matcher(page).results().collect(Collectors.toMap(row -> row.group(1), SettingsPageTest::defaultOf));

        assertThat(documented)
                .containsExactlyInAnyOrderEntriesOf(
                        ConfigLoader.load(Optional.empty(), Map.of(), Map.of()).settings());
    }

    private static String defaultOf(MatchResult row) {
        return Optional.ofNullable(row.group(2)).orElse("");
    }
}
