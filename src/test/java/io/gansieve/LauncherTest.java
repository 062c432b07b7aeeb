package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher as an image has it, beside a jar and without sources, before a Java that only prints what it is asked to run. */
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
    private static final String JAVA = """
            #!/bin/sh
            if [ "$1" = -version ]; then echo 'openjdk version "17.0.1"' >&2; exit; fi
            printf '%s\\n' "$@"
            """;

    @TempDir
    private Path home;

    @BeforeEach
    void install() throws IOException {
        Files.copy(Path.of("gansieve"), home.resolve("gansieve"));
        Files.createDirectories(home.resolve("target"));
        Files.writeString(home.resolve("target").resolve("gansieve.jar"), "");
        Files.createDirectories(home.resolve("jdk").resolve("bin"));
        Path java = home.resolve("jdk").resolve("bin").resolve("java");
        Files.writeString(java, JAVA);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run                                 |                | 2g",
                "run --roles scorer,trainer          |                | 2g",
                "run --roles trainer                 |                | 2g",
                "run --roles scorer                  |                | 1g",
                "run --roles=scorer --data-dir d     |                | 1g",
                "--verbose run --roles scorer        |                | 1g",
                "run                                 | scorer         | 1g",
                "run                                 | scorer,trainer | 2g",
                "run --roles scorer,trainer          | scorer         | 2g",
                "run --roles scorer                  | trainer        | 1g",
                "demo                                | scorer         | 2g",
                "train                               |                | 2g",
                "evaluate --real a --generated b=c   |                | 2g",
                "score a.png                         |                | 512m",
                "verdicts                            | scorer         | 512m",
                "models list                         |                | 512m"
            })
    void givesTheHeapThatACommandNeeds(String command, String roles, String heap) throws Exception {
        Map<String, String> environment = roles == null ? Map.of() : Map.of("GANSIEVE_ROLES", roles);

        assertThat(launch(environment, command.split(" "))).containsOnlyOnce("-Xmx" + heap);
    }

    @Test
    void letsAUserSayMore() throws Exception {
        List<String> arguments = launch(Map.of("GANSIEVE_JAVA_OPTS", "-Xmx4g -Da=b"), "run");

        // Java goes by the last one.
        assertThat(arguments).containsSubsequence("-Xmx2g", "-Xmx4g", "-Da=b", "io.gansieve.cli.Main", "run");
    }

    private List<String> launch(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("bash", home.resolve("gansieve").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("GANSIEVE_JAVA_OPTS");
        builder.environment().remove("GANSIEVE_ROLES");
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed.lines().toList();
    }
}
