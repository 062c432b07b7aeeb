package io.gansieve.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BrokerCredentialsTest {
    private static final String PASSWORD = "a-password-of-many-letters";

    @TempDir
    Path folder;

    @Test
    void makesAFileThatOnlyItsOwnerReads() throws IOException {
        Path file = folder.resolve("new").resolve("credentials");

        BrokerCredentials made = BrokerCredentials.readOrCreate(file);

        assertThat(BrokerCredentials.readOrCreate(file)).isEqualTo(made);
        assertThat(BrokerCredentials.read(file)).isEqualTo(made);
        assertThat(made.password()).hasSize(64);
        assertThat(made.toString()).doesNotContain(made.password());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-r--r--", "rw--w----", "rwx-----x"})
    void refusesAFileThatIsOpenToOthers(String permissions) throws IOException {
        Path file = file("username=ada\npassword=" + PASSWORD + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> BrokerCredentials.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage("%s: must be open to its owner alone: chmod 600", file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "username=ada",
                "password=" + PASSWORD,
                "username=ada\npassword=short",
                "username=ada\npassword=" + PASSWORD + "\npassword=" + PASSWORD,
                "username=ada\npassword=quote\"of many letters and more",
                "username=ada\" evil=\"\npassword=" + PASSWORD,
                "username=ada\npassword=" + PASSWORD + "\nmore=1"
            })
    void refusesWhatIsNoUserWithAPasswordWithoutShowingIt(String text) throws IOException {
        Path file = file(text);

        assertThatThrownBy(() -> BrokerCredentials.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageNotContainingAny(PASSWORD, "quote\"", "short");
    }

    @Test
    void reachesEveryClientAndGoesBesideNoOtherLogin() throws Exception {
        Path file = file("username=ada\npassword=" + PASSWORD + "\n");
        Map<String, String> environment = Map.of("GANSIEVE_BROKER_CREDENTIALS", file.toString());

        GansieveConfig config = ConfigLoader.load(Optional.empty(), environment, Map.of());

        assertThat(config.kafka())
                .containsEntry("security.protocol", "SASL_PLAINTEXT")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .hasEntrySatisfying(
                        "sasl.jaas.config", entry -> assertThat(entry).contains(PASSWORD));
        assertThat(config.toYaml()).contains(file.toString()).doesNotContain(PASSWORD);
        assertThatThrownBy(() -> ConfigLoader.load(
                        Optional.empty(), environment, Map.of("kafka.security.protocol", "PLAINTEXT")))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        problem -> assertThat(problem.problems())
                                .containsExactly(
                                        "kafka.security.protocol: must not be set beside broker.credentials, which sets it"));
    }

    private Path file(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("credentials"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }
}
