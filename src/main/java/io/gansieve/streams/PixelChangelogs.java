package io.gansieve.streams;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changelogs of the stores that hold images. A compacted topic keeps what was deleted until it is compacted, by default for ever in
 * a quiet deployment; these are compacted in time. Brokers close a segment only when a record comes, so each store writes one every
 * {@link #touchEvery}.
 */
public final class PixelChangelogs {
    /** Every store whose values hold pixels. */
    public static final List<String> STORES = List.of(TrainerTopology.REPLAY, TrainerTopology.QUARANTINE);

    /** A key that no store holds: to delete it leaves a record in the changelog, and nothing in the store. */
    private static final String TOUCH = "touch";

    private static final Duration MOST_BETWEEN_TOUCHES = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(PixelChangelogs.class);

    private final Admin admin;
    private final String applicationId;
    private final Map<String, String> settings;
    private final Optional<Short> replicas;

    /**
     * @param within after which no changelog holds what was forgotten
     * @param clientProperties of the deployment, names without {@code kafka.}; what they say of internal topics wins
     */
    public PixelChangelogs(Admin admin, String applicationId, Duration within, Map<String, String> clientProperties) {
        this.admin = admin;
        this.applicationId = applicationId;
        this.settings = settings(within, clientProperties);
        this.replicas = Optional.ofNullable(clientProperties.get(StreamsConfig.REPLICATION_FACTOR_CONFIG))
                .map(Short::valueOf)
                .filter(count -> count > 0);
    }

    /** The topics, whether they exist or not. */
    public static List<String> topics(String applicationId) {
        return STORES.stream().map(store -> topic(applicationId, store)).toList();
    }

    /** As Kafka Streams names the changelog of a store. */
    static String topic(String applicationId, String store) {
        return applicationId + "-" + store + "-changelog";
    }

    /** Half of the time is the brokers' to compact, the other half the stores' to be filled again from what is left. */
    public static Duration lag(Duration within) {
        return within.dividedBy(2);
    }

    static Duration touchEvery(Duration within) {
        Duration part = lag(within).dividedBy(4);
        return part.compareTo(MOST_BETWEEN_TOUCHES) < 0 ? part : MOST_BETWEEN_TOUCHES;
    }

    static void touch(ProcessorContext<?, ?> context) {
        for (String store : STORES) {
            KeyValueStore<String, byte[]> held = context.getStateStore(store);
            held.delete(TOUCH);
        }
    }

    private static Map<String, String> settings(Duration within, Map<String, String> given) {
        String lag = Long.toString(lag(within).toMillis());
        Map<String, String> settings = new HashMap<>(Map.of(
                TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(StreamsProperties.INTERNAL_SEGMENT_BYTES),
                TopicConfig.SEGMENT_MS_CONFIG, lag,
                TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, lag,
                TopicConfig.DELETE_RETENTION_MS_CONFIG, lag));
        given.forEach((name, value) -> {
            if (name.startsWith(StreamsConfig.TOPIC_PREFIX)) {
                settings.put(name.substring(StreamsConfig.TOPIC_PREFIX.length()), value);
            }
        });
        settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        return settings;
    }

    /**
     * Before the application starts: makes those that are missing with as many of the settings as the brokers accept, since Streams
     * would end where one is refused, and lowers those of existing ones. What cannot be done is one line of the log, no failure.
     */
    public void prepare() {
        try {
            Map<ConfigResource, Config> existing = existing();
            for (String topic : topics(applicationId)) {
                Optional<Config> found = Optional.ofNullable(existing.get(resource(topic)));
                if (found.isPresent()) {
                    lower(topic, found.get());
                } else {
                    create(topic);
                }
            }
        } catch (KafkaException e) {
            LOG.warn(
                    "changelogs that hold images keep the settings they have, and may keep forgotten images for longer than"
                            + " forget.within ({})",
                    e.getMessage());
        }
    }

    private void create(String topic) {
        TopicPlan plan = new TopicPlan(topic, 1, settings, true, 0, true, Duration.ZERO);
        new TopicCreation(admin)
                .create(plan, replicas)
                .ifPresent(problem -> LOG.warn("{}; Kafka Streams tries without these settings", problem));
    }

    /** A shorter time stays: somebody chose it. */
    private void lower(String topic, Config found) {
        Map<String, String> wanted = new HashMap<>();
        for (String name : List.of(
                TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                TopicConfig.SEGMENT_MS_CONFIG,
                TopicConfig.DELETE_RETENTION_MS_CONFIG)) {
            long most = Long.parseLong(settings.getOrDefault(name, "0"));
            ConfigEntry entry = found.get(name);
            if (entry != null && entry.value() != null && Long.parseLong(entry.value()) > most) {
                wanted.put(name, Long.toString(most));
            }
        }
        if (wanted.isEmpty()) {
            return;
        }
        List<AlterConfigOp> changes = wanted.entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        try {
            TopicAdmin.await(admin.incrementalAlterConfigs(Map.of(resource(topic), changes))
                    .all());
            LOG.info("topic {} has now {}", topic, wanted);
        } catch (KafkaException e) {
            LOG.warn(
                    "{} may keep forgotten images for longer than forget.within ({}); someone with the right can mend it:"
                            + " kafka-configs.sh --alter --topic {} --add-config {}",
                    topic,
                    e.getMessage(),
                    topic,
                    wanted.entrySet().stream().map(Map.Entry::toString).sorted().collect(Collectors.joining(",")));
        }
    }

    private Map<ConfigResource, Config> existing() {
        Map<ConfigResource, Config> existing = new HashMap<>();
        Collection<ConfigResource> resources =
                topics(applicationId).stream().map(PixelChangelogs::resource).toList();
        admin.describeConfigs(resources).values().forEach((resource, described) -> {
            try {
                existing.put(resource, TopicAdmin.await(described));
            } catch (UnknownTopicOrPartitionException e) {
                LOG.debug("topic {} does not exist yet", resource.name());
            }
        });
        return existing;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }
}
