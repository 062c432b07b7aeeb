package io.gansieve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.app.EmbeddedBroker;
import io.gansieve.config.BrokerCredentials;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands beside an embedded broker that asks for a login. */
final class BrokerCredentialsCommandIT {
    @TempDir
    Path folder;

    private record Ended(int status, String out, String err) {}

    @Test
    void takeTheFileThatTheBrokerWasStartedWith() throws Exception {
        Path file = folder.resolve("credentials");
        BrokerCredentials credentials = BrokerCredentials.readOrCreate(file);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0, Optional.of(credentials))) {
            assertThat(run(broker, file, "topics", "create").status()).isZero();
            Ended published = run(broker, file, "publish", "mnist:test", "--limit", "3");
            assertThat(published.status()).as(published.err()).isZero();
            assertThat(published.out()).contains("3 images acknowledged");
            Ended listed = run(broker, file, "models", "list");
            assertThat(listed.status()).as(listed.err()).isZero();
            assertThat(listed.out()).contains("champion");
            // Verdict, of which there is none, is awaited by a running service only; nothing to follow ends it at once.
            assertThat(run(broker, file, "verdicts", "--from-beginning", "--limit", "0")
                            .status())
                    .isZero();

            Path wrong = copy("wrong", "username=gansieve\npassword=" + "x".repeat(64) + "\n");
            Ended refused = run(broker, wrong, "publish", "mnist:test", "--limit", "3");
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err()).contains("Authentication failed").doesNotContain("xxxx");
        }
    }

    @Test
    void nameAFileThatIsMissingWrongOrOpenToOthers() throws IOException {
        Path open = copy("open", "username=ada\npassword=" + "x".repeat(16) + "\n");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        for (String command : List.of("verdicts", "models list", "publish mnist:test", "label a real", "forget a")) {
            assertThat(run(folder.resolve("none"), command).err())
                    .isEqualTo("gansieve: broker.credentials: %s: there is no such file%n"
                            .formatted(folder.resolve("none")));
            assertThat(run(open, command))
                    .isEqualTo(new Ended(
                            2,
                            "",
                            "gansieve: broker.credentials: %s: must be open to its owner alone: chmod 600%n"
                                    .formatted(open)));
            assertThat(run(copy("odd", "secret"), command).err())
                    .isEqualTo(
                            "gansieve: broker.credentials: %s: must hold two lines, username=NAME and password=TEXT%n"
                                    .formatted(folder.resolve("odd")));
        }
    }

    private Path copy(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private static Ended run(Path file, String command) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
        arguments.addAll(List.of("--broker-credentials", file.toString()));
        return run(arguments);
    }

    private static Ended run(EmbeddedBroker broker, Path file, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(
                List.of("--broker-credentials", file.toString(), "--bootstrap-servers", broker.bootstrapServers()));
        return run(arguments);
    }

    private static Ended run(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        int status = command.execute(arguments.toArray(String[]::new));
        return new Ended(status, out.toString(), err.toString());
    }
}
