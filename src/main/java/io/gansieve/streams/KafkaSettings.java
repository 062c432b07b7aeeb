package io.gansieve.streams;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;

/** What Kafka's own definitions say of the settings that are passed through to it. */
public final class KafkaSettings {
    private static final List<String> PREFIXES = List.of(
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.PRODUCER_PREFIX,
            StreamsConfig.ADMIN_CLIENT_PREFIX);

    private KafkaSettings() {}

    /**
     * Whether the value may be shown: Kafka knows the setting, and not as a password. What it does not know, such as a misspelt
     * name or a plug-in's setting, could be one.
     *
     * @param name without {@code kafka.}
     */
    public static boolean mayBeShown(String name) {
        String bare = PREFIXES.stream()
                .filter(name::startsWith)
                .findFirst()
                .map(prefix -> name.substring(prefix.length()))
                .orElse(name);
        return name.startsWith(StreamsConfig.TOPIC_PREFIX)
                || type(bare).filter(type -> type != ConfigDef.Type.PASSWORD).isPresent();
    }

    private static Optional<ConfigDef.Type> type(String name) {
        return Stream.of(
                        AdminClientConfig.configDef(),
                        ConsumerConfig.configDef(),
                        ProducerConfig.configDef(),
                        StreamsConfig.configDef())
                .flatMap(definition ->
                        Optional.ofNullable(definition.configKeys().get(name)).stream())
                .findFirst()
                .map(ConfigDef.ConfigKey::type);
    }
}
