package io.gansieve.app;

import io.gansieve.config.BrokerCredentials;
import io.gansieve.streams.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A single-node Kafka (KRaft broker and controller) in this process, on loopback. Its data outlive it in its folder, so that
 * it comes back with every record after a crash. With {@link KafkaNode} the only class that knows Kafka's server internals, which
 * have no stable API.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final int MAX_MESSAGE_BYTES = 18 << 20;

    private final KafkaNode node;
    private final String bootstrapServers;

    private EmbeddedBroker(KafkaNode node, String bootstrapServers) {
        this.node = node;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a broker; formats {@code folder} if it is new.
     *
     * @param port to listen on; 0 for any free one
     * @param credentials that clients must give; none: every account of the machine may read and write
     * @throws IOException if the folder cannot be written or the port is taken
     */
    public static EmbeddedBroker start(Path folder, int port, Optional<BrokerCredentials> credentials)
            throws IOException {
        if (credentials.isEmpty()) {
            LOG.info(
                    "every account of this machine may read and write by the embedded broker; broker.credentials asks for a login");
        }
        return start(folder, port, credentials.map(EmbeddedBroker::logins).orElse(Map.of()));
    }

    /** As {@link #start(Path, int, Optional)}, open to every account of the machine. */
    public static EmbeddedBroker start(Path folder, int port) throws IOException {
        return start(folder, port, Map.of());
    }

    /** @param more settings of the broker, over its own */
    static EmbeddedBroker start(Path folder, int port, Map<String, String> more) throws IOException {
        Path logs = PrivateFiles.createFolder(folder).toAbsolutePath();
        int clientPort = freePort(port);
        Map<String, String> settings = settings(logs, clientPort, freePort(0));
        settings.putAll(more);
        format(logs);
        KafkaNode node = new KafkaNode(KafkaConfig.fromProps(properties(settings), false));
        try {
            node.start();
        } catch (RuntimeException e) {
            // Whatever the broker's start throws: it documents none of it, and must be stopped in any case.
            node.stop();
            throw new IOException("the embedded broker cannot start on port " + clientPort + ": " + e.getMessage(), e);
        }
        return new EmbeddedBroker(node, "127.0.0.1:" + clientPort);
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        node.stop();
        node.awaitStop();
    }

    /** Waits until another thread closes the broker. */
    public void await() {
        node.awaitStop();
    }

    private static Map<String, String> settings(Path logs, int port, int controllerPort) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("listeners", "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("log.dirs", logs.toString());
        singleNode(settings);
        settings.put("message.max.bytes", String.valueOf(MAX_MESSAGE_BYTES));
        settings.put("replica.fetch.max.bytes", String.valueOf(MAX_MESSAGE_BYTES + (1 << 20)));
        settings.put("socket.request.max.bytes", String.valueOf(64 << 20));
        settings.put("auto.create.topics.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // A restarted node waits until the session of its former self has ended; 9 s by default.
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "500");
        // The default takes 128 MiB of heap.
        settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
        return settings;
    }

    /** Clients, the broker itself and its controller log in alike: a listener that is left open is a way around the others. */
    static Map<String, String> logins(BrokerCredentials credentials) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
        settings.put("sasl.enabled.mechanisms", BrokerCredentials.MECHANISM);
        settings.put("sasl.mechanism.inter.broker.protocol", BrokerCredentials.MECHANISM);
        settings.put("sasl.mechanism.controller.protocol", BrokerCredentials.MECHANISM);
        for (String listener : List.of("plaintext", "controller")) {
            String prefix =
                    "listener.name.%s.%s.".formatted(listener, BrokerCredentials.MECHANISM.toLowerCase(Locale.ROOT));
            settings.put(prefix + "sasl.jaas.config", credentials.jaas());
            settings.put(prefix + "sasl.server.callback.handler.class", BrokerLogins.class.getName());
        }
        return settings;
    }

    private static void singleNode(Map<String, String> settings) {
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "3");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "3");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
    }

    private static Properties properties(Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    private static void format(Path logs) throws IOException {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setNodeId(1)
                    .setClusterId(Uuid.randomUuid().toString())
                    .addDirectory(logs.toString())
                    .setMetadataLogDirectory(logs.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setIgnoreFormatted(true)
                    .setPrintStream(nowhere)
                    .run();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            // The formatter declares all.
            throw new IOException("the embedded broker cannot format " + logs + ": " + e.getMessage(), e);
        }
    }

    /** The port itself if it is free, any free one for 0; said here since the broker's own message hides in its log. */
    private static int freePort(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IOException("broker.port: %d: must be free on 127.0.0.1 (%s)".formatted(port, e.getMessage()), e);
        }
    }
}
