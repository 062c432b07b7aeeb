package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
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

    private static final String PLUGIN = """
            package plugin;

            public class Reporter implements org.apache.kafka.common.metrics.MetricsReporter {
                public void init(java.util.List<org.apache.kafka.common.metrics.KafkaMetric> metrics) {}
                public void metricChange(org.apache.kafka.common.metrics.KafkaMetric metric) {}
                public void metricRemoval(org.apache.kafka.common.metrics.KafkaMetric metric) {}
                public void close() {}
                public void configure(java.util.Map<String, ?> configs) {
                    throw new IllegalStateException("the plug-in speaks");
                }
            }
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

    @Test
    void takesPluginsFromExtAfterTheProgramItself() throws Exception {
        assertThat(launch(Map.of(), "run")).containsSubsequence("-cp", home.resolve("target/gansieve.jar") + "");

        Files.createDirectories(home.resolve("ext"));
        assertThat(launch(Map.of(), "run"))
                .containsSubsequence("-cp", home.resolve("target/gansieve.jar") + ":" + home.resolve("ext/*"));
        assertThat(launch(Map.of("GANSIEVE_CLASSPATH", "/opt/msk.jar:/opt/more/*"), "run"))
                .containsSubsequence("-cp", home.resolve("target/gansieve.jar") + ":/opt/msk.jar:/opt/more/*");
    }

    @Test
    void loadsAClassOfAKafkaClientFromAJarInExt() throws Exception {
        jarOf(home.resolve("target").resolve("gansieve.jar"), Map.of(), classPath());
        jarOf(
                Files.createDirectories(home.resolve("ext")).resolve("plugin.jar"),
                Map.of("plugin/Reporter.class", compiled("plugin.Reporter", PLUGIN)),
                "");
        Map<String, String> environment = Map.of("JAVA_HOME", System.getProperty("java.home"));

        String said = said(
                environment,
                1,
                "topics",
                "describe",
                "--verbose",
                "--bootstrap-servers",
                "127.0.0.1:1",
                "--set",
                "kafka.metric.reporters=plugin.Reporter");

        assertThat(said).contains("the plug-in speaks");
    }

    @ParameterizedTest
    @CsvSource({"run, 0077", "demo, 0077", "train, 0077", "broker, 0077", "sample, 0022"})
    void whatAServiceKeepsIsNobodyElses(String command, String mask) throws Exception {
        Files.writeString(
                home.resolve("jdk").resolve("bin").resolve("java"), JAVA.replace("printf '%s\\n' \"$@\"", "umask"));

        assertThat(said(Map.of("BASH_ENV", mask(home)), 0, command)).isEqualTo(mask + "\n");
    }

    /** What the shell of whoever starts it is set to, whatever this process has. */
    private static String mask(Path home) throws IOException {
        return Files.writeString(home.resolve("profile"), "umask 022\n").toString();
    }

    private byte[] compiled(String name, String source) throws IOException {
        Path file = home.resolve(name.replace('.', '/') + ".java");
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, source);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", System.getProperty("java.class.path"), file.toString());
        assertThat(status).isZero();
        return Files.readAllBytes(home.resolve(name.replace('.', '/') + ".class"));
    }

    private static void jarOf(Path jar, Map<String, byte[]> entries, String classPath) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
    }

    /** The test's own, as a manifest wants it. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" "));
    }

    private List<String> launch(Map<String, String> environment, String... arguments) throws Exception {
        return said(environment, 0, arguments).lines().toList();
    }

    private String said(Map<String, String> environment, int status, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("bash", home.resolve("gansieve").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GANSIEVE_"));
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(printed).isEqualTo(status);
        return printed;
    }
}
