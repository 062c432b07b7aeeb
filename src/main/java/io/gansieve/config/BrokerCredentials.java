package io.gansieve.config;

import io.gansieve.streams.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The user and password of the embedded broker, from a file of two lines that only its owner may read:
 *
 * <pre>
 * username=gansieve
 * password=…
 * </pre>
 */
public record BrokerCredentials(String username, String password) {
    /** Proves that both sides know the password without sending it (RFC 5802): whoever took the broker's port learns nothing. */
    public static final String MECHANISM = "SCRAM-SHA-512";

    private static final String PROTOCOL = "SASL_PLAINTEXT";
    private static final String USERNAME = "[A-Za-z0-9._-]{1,64}";
    private static final String PASSWORD = "[A-Za-z0-9._~+/=-]{16,256}";
    private static final int MAX_FILE_BYTES = 4096;
    private static final int RANDOM_BYTES = 32;

    public BrokerCredentials {
        if (!username.matches(USERNAME)) {
            throw new IllegalArgumentException("username must be 1 to 64 letters, digits or any of . _ -");
        }
        if (!password.matches(PASSWORD)) {
            throw new IllegalArgumentException("password must be 16 to 256 letters, digits or any of - . _ ~ + / =");
        }
    }

    /** @throws IOException with one line, which does not show what the file holds */
    public static BrokerCredentials read(Path file) throws IOException {
        try {
            if (PrivateFiles.openToOthers(file)) {
                throw new IOException("%s: must be open to its owner alone: chmod 600".formatted(file));
            }
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IOException("%s: must have at most %d bytes".formatted(file, MAX_FILE_BYTES));
            }
            List<String> lines = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            return new BrokerCredentials(value(lines, "username"), value(lines, "password"));
        } catch (NoSuchFileException e) {
            throw new IOException("%s: there is no such file".formatted(file), e);
        } catch (IllegalArgumentException e) {
            throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** As {@link #read}; a file that is missing is made, with a random password. */
    public static BrokerCredentials readOrCreate(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[RANDOM_BYTES];
            new SecureRandom().nextBytes(random);
            String text =
                    "username=gansieve\npassword=%s\n".formatted(HexFormat.of().formatHex(random));
            PrivateFiles.createFolder(file.toAbsolutePath().resolveSibling(""));
            PrivateFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
        }
        return read(file);
    }

    private static String value(List<String> lines, String name) {
        List<String> values = lines.stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .toList();
        if (values.size() != 1 || lines.size() != 2) {
            throw new IllegalArgumentException("must hold two lines, username=NAME and password=TEXT");
        }
        return values.get(0);
    }

    /** What every Kafka client needs to log in. */
    public Map<String, String> clientSettings() {
        return Map.of("security.protocol", PROTOCOL, "sasl.mechanism", MECHANISM, "sasl.jaas.config", jaas());
    }

    /** The login module's entry; neither value can hold a quote. */
    public String jaas() {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(username, password);
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return "BrokerCredentials[" + username + "]";
    }
}
