package io.gansieve;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.awaitility.Awaitility;

/**
 * A KRaft broker that lets clients in by TLS and SCRAM-SHA-512 only and lets them do what ACLs say. A second listener without
 * either is for the test itself, which may do everything.
 */
final class SecuredBroker implements AutoCloseable {
    static final String STORE_PASSWORD = "store-password-8c1f";

    /** May do everything, over TLS, too. */
    static final String SUPER_USER = "operator";

    private final KafkaRaftServer server;
    private final Path folder;
    private final Map<String, String> passwords;
    private final int clientPort;
    private final int openPort;
    private final Admin admin;

    private SecuredBroker(
            KafkaRaftServer server, Path folder, Map<String, String> passwords, int clientPort, int openPort) {
        this.server = server;
        this.folder = folder;
        this.passwords = passwords;
        this.clientPort = clientPort;
        this.openPort = openPort;
        this.admin = Admin.create(Map.of("bootstrap.servers", openServers()));
    }

    /** @param users each gets a password of its own, and no rights; beside them there is {@link #SUPER_USER} */
    static SecuredBroker start(Path folder, Collection<String> users) throws Exception {
        keyPair(folder, "broker");
        keyPair(folder, "stranger");
        Map<String, String> passwords = new HashMap<>();
        users.forEach(user -> passwords.put(user, "scram-password-of-" + user));
        passwords.put(SUPER_USER, "scram-password-of-" + SUPER_USER);
        int openPort = ServiceProcess.freePort();
        int clientPort = ServiceProcess.freePort();
        Path logs = Files.createDirectories(folder.resolve("kafka"));
        format(logs, passwords);
        Properties properties = new Properties();
        properties.putAll(settings(folder, logs, openPort, clientPort, ServiceProcess.freePort()));
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
        return new SecuredBroker(server, folder, passwords, clientPort, openPort);
    }

    /** For clients with a user and TLS. */
    String servers() {
        return "localhost:" + clientPort;
    }

    /** For the test, which is a super user there. */
    String openServers() {
        return "localhost:" + openPort;
    }

    String password(String user) {
        return passwords.getOrDefault(user, "");
    }

    /** The documented settings of a client, as keys of a configuration. */
    Map<String, String> settingsOf(String user) {
        return settingsOf(user, password(user), truststore("broker"));
    }

    Map<String, String> settingsOf(String user, String password, Path truststore) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("broker.bootstrap-servers", servers());
        settings.put("kafka.security.protocol", "SASL_SSL");
        settings.put("kafka.sasl.mechanism", "SCRAM-SHA-512");
        settings.put(
                "kafka.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(user, password));
        settings.put("kafka.ssl.truststore.type", "PKCS12");
        settings.put("kafka.ssl.truststore.location", truststore.toString());
        settings.put("kafka.ssl.truststore.password", STORE_PASSWORD);
        return settings;
    }

    /** @param name {@code broker}, or {@code stranger} for one that does not trust this broker */
    Path truststore(String name) {
        return folder.resolve(name + "-trust.p12");
    }

    void grant(Collection<AclBinding> access) throws InterruptedException, ExecutionException {
        admin.createAcls(access).all().get();
        awaitKnown(access, true);
    }

    void withdraw(Collection<AclBinding> access) throws InterruptedException, ExecutionException {
        admin.deleteAcls(access.stream().map(AclBinding::toFilter).toList())
                .all()
                .get();
        awaitKnown(access, false);
    }

    private void awaitKnown(Collection<AclBinding> access, boolean there) {
        Awaitility.await("access known to the broker").until(() -> {
            Set<AclBinding> known =
                    Set.copyOf(admin.describeAcls(AclBindingFilter.ANY).values().get());
            return access.stream().allMatch(binding -> known.contains(binding) == there);
        });
    }

    @Override
    public void close() {
        admin.close();
        server.shutdown();
        server.awaitShutdown();
    }

    private static Map<String, String> settings(Path folder, Path logs, int open, int clients, int controller) {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@localhost:" + controller);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "OPEN");
        settings.put(
                "listeners",
                "OPEN://localhost:%d,CLIENTS://localhost:%d,CONTROLLER://localhost:%d"
                        .formatted(open, clients, controller));
        settings.put("advertised.listeners", "OPEN://localhost:%d,CLIENTS://localhost:%d".formatted(open, clients));
        settings.put("listener.security.protocol.map", "OPEN:PLAINTEXT,CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT");
        settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        settings.put(
                "listener.name.clients.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.location", folder.resolve("broker-key.p12").toString());
        settings.put("ssl.keystore.password", STORE_PASSWORD);
        settings.put("authorizer.class.name", StandardAuthorizer.class.getName());
        settings.put("super.users", "User:ANONYMOUS;User:" + SUPER_USER);
        settings.put("log.dirs", logs.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("message.max.bytes", String.valueOf(18 << 20));
        settings.put("socket.request.max.bytes", String.valueOf(64 << 20));
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", "3");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        return settings;
    }

    private static void format(Path logs, Map<String, String> passwords) throws Exception {
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setNodeId(1)
                    .setClusterId(Uuid.randomUuid().toString())
                    .addDirectory(logs.toString())
                    .setMetadataLogDirectory(logs.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setScramArguments(passwords.entrySet().stream()
                            .map(user ->
                                    "SCRAM-SHA-512=[name=%s,password=%s]".formatted(user.getKey(), user.getValue()))
                            .toList())
                    .setPrintStream(nowhere)
                    .run();
        }
    }

    /** A key with a certificate for localhost, and a store that trusts it. */
    private static void keyPair(Path folder, String name) throws IOException, InterruptedException {
        String keys = folder.resolve(name + "-key.p12").toString();
        String certificate = folder.resolve(name + ".crt").toString();
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys);
        keytool("-exportcert", "-alias", name, "-keystore", keys, "-file", certificate);
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                name,
                "-storetype",
                "PKCS12",
                "-keystore",
                folder.resolve(name + "-trust.p12").toString(),
                "-file",
                certificate);
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-storepass", STORE_PASSWORD));
        // The command comes first.
        command.add(1, arguments[0]);
        command.addAll(List.of(arguments).subList(1, arguments.length));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + output);
        }
    }
}
