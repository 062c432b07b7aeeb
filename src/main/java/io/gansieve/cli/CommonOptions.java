package io.gansieve.cli;

import io.gansieve.app.KafkaClients;
import io.gansieve.config.ConfigException;
import io.gansieve.config.ConfigLoader;
import io.gansieve.config.GansieveConfig;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Options of every command; what they say goes over file and environment. */
final class CommonOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "YAML file with settings.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any setting, as labels.window=1h; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers (default: localhost:9092).")
    private Optional<String> bootstrapServers = Optional.empty();

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            description = "Of topic names and application ids (default: gansieve-).")
    private Optional<String> prefix = Optional.empty();

    @Option(
            names = "--broker-credentials",
            paramLabel = "FILE",
            description = "The embedded broker's user and password; whoever runs it makes the file.")
    private Optional<String> credentials = Optional.empty();

    @Option(names = "--verbose", description = "Show the stack trace of an error.")
    private boolean verbose;

    GansieveConfig config() throws ConfigException {
        return config(Map.of());
    }

    /** @param flags a command's own options as settings */
    GansieveConfig config(Map<String, String> flags) throws ConfigException {
        Map<String, String> all = new LinkedHashMap<>(settings);
        bootstrapServers.ifPresent(value -> all.put("broker.bootstrap-servers", value));
        prefix.ifPresent(value -> all.put("topics.prefix", value));
        credentials.ifPresent(value -> all.put("broker.credentials", value));
        all.putAll(flags);
        return ConfigLoader.load(file, System.getenv(), all);
    }

    /** Clients for the configured brokers. */
    KafkaClients clients() throws ConfigException {
        return KafkaClients.of(config());
    }

    /** Keys that {@code --set} names. */
    Set<String> set() {
        return Collections.unmodifiableSet(settings.keySet());
    }

    /** Whether this command line, not only a default, says where Kafka is. */
    boolean namesBroker() {
        return bootstrapServers.isPresent();
    }

    boolean verbose() {
        return verbose;
    }
}
