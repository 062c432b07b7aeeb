package io.gansieve.streams;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates a deployment's topics with the right settings, and refuses existing ones with wrong ones. Does not own the client. */
public final class TopicAdmin {
    public static final int DEFAULT_PARTITIONS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(TopicAdmin.class);
    private static final long TIMEOUT_SECONDS = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Admin admin;
    private final Duration patience;

    /**
     * What is known of a topic.
     *
     * @param partitions 0 for a missing topic
     * @param settings those that differ from the broker's; empty if they may not be read
     * @param problems what must be otherwise, one line each
     */
    public record TopicState(
            String name, int partitions, int replicas, Map<String, String> settings, List<String> problems) {
        public TopicState {
            settings = Map.copyOf(settings);
            problems = List.copyOf(problems);
        }

        public boolean exists() {
            return partitions > 0;
        }
    }

    /**
     * A topic as {@link #create} makes it where the brokers accept every setting.
     *
     * @param settings whatever the brokers' own are
     */
    public record PlannedTopic(String name, int partitions, Map<String, String> settings) {
        public PlannedTopic {
            settings = Map.copyOf(settings);
        }
    }

    /** Every topic of a deployment; asks no broker. */
    public static List<PlannedTopic> planned(Topics topics, int partitions) {
        return TopicPlan.of(topics, partitions).stream()
                .map(plan -> new PlannedTopic(plan.name(), plan.partitions(), plan.settings()))
                .toList();
    }

    public TopicAdmin(Admin admin) {
        this(admin, PATIENCE);
    }

    /** @param patience with brokers that do not know yet of a topic just created */
    TopicAdmin(Admin admin, Duration patience) {
        this.admin = admin;
        this.patience = patience;
    }

    /**
     * Creates what is missing; safe to call from several processes at once. Throws {@link TopicException} if a topic may not be
     * created, an existing one is wrong, or a created one is not known to the brokers after half a minute.
     *
     * @param partitions of topics that are made for images, labels, verdicts and dead letters
     */
    public void create(Topics topics, int partitions) {
        create(topics, partitions, Map.of());
    }

    /**
     * As {@link #create(Topics, int)}; a topic that is known from before is made as it was then.
     *
     * @param before by name
     */
    public void create(Topics topics, int partitions, Map<String, TopicState> before) {
        List<TopicPlan> plans = TopicPlan.of(topics, partitions).stream()
                .map(plan -> Optional.ofNullable(before.get(plan.name()))
                        .map(plan::as)
                        .orElse(plan))
                .toList();
        List<String> names = plans.stream().map(TopicPlan::name).toList();
        Map<String, TopicDescription> existing = existing(names);
        List<String> problems = new ArrayList<>();
        TopicCreation creation = new TopicCreation(admin);
        for (TopicPlan plan : plans) {
            if (!existing.containsKey(plan.name())) {
                creation.create(plan).ifPresent(problems::add);
            }
        }
        if (problems.isEmpty()) {
            problems.addAll(untilKnown(names));
        }
        describe(topics, partitions).forEach(topic -> {
            if (topic.exists()) {
                problems.addAll(topic.problems());
            }
        });
        if (!problems.isEmpty()) {
            throw new TopicException(problems);
        }
    }

    /** Waits until the brokers tell of every topic: they learn of a new one at different times. */
    private List<String> untilKnown(List<String> names) {
        long started = System.nanoTime();
        List<String> missing = missing(names);
        while (!missing.isEmpty() && System.nanoTime() - started < patience.toNanos()) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            missing = missing(names);
        }
        return missing.stream()
                .map(name -> "topic %s was created, and is not known to the brokers after %d s"
                        .formatted(name, patience.toSeconds()))
                .toList();
    }

    private List<String> missing(Collection<String> names) {
        Map<String, TopicDescription> existing = existing(names);
        return names.stream().filter(name -> !existing.containsKey(name)).toList();
    }

    /** The state of every topic of the deployment, missing ones included. */
    public List<TopicState> describe(Topics topics, int partitions) {
        List<TopicPlan> plans = TopicPlan.of(topics, partitions);
        Map<String, TopicDescription> existing =
                existing(plans.stream().map(TopicPlan::name).toList());
        Map<String, Config> configs = configs(existing.keySet());
        return plans.stream()
                .map(plan -> state(plan, existing.get(plan.name()), configs.get(plan.name())))
                .toList();
    }

    /** Partitions of all image topics together. Throws {@link TopicException} if one is missing. */
    public int imagePartitions(Topics topics) {
        Map<String, TopicDescription> existing = existing(topics.images());
        List<String> missing = topics.images().stream()
                .filter(name -> !existing.containsKey(name))
                .map(name -> "topic is missing: " + name)
                .toList();
        if (!missing.isEmpty()) {
            throw new TopicException(missing);
        }
        return existing.values().stream()
                .mapToInt(topic -> topic.partitions().size())
                .sum();
    }

    /**
     * How large a record each topic takes; what may not be read counts as {@link RecordLimits#LEAST}, the input as large as it is
     * made. Says in a line which images fit where the largest do not.
     */
    public RecordLimits limits(Topics topics) {
        Map<String, Config> configs = configs(topics.all());
        List<String> unknown = topics.all().stream()
                .filter(name -> limit(configs, name).isEmpty())
                .toList();
        if (!unknown.isEmpty()) {
            LOG.warn("max.message.bytes of {} is not known, and is taken for {}", unknown, RecordLimits.LEAST);
        }
        int images = 1;
        for (String name : topics.images()) {
            int limit = limit(configs, name).orElse(TopicPlan.IMAGE_RECORD_BYTES);
            images = Math.max(images, limit);
            if (limit < TopicPlan.IMAGE_RECORD_BYTES) {
                LOG.warn(
                        "topic {} takes records of at most {} bytes (max.message.bytes): images up to {} bytes with key"
                                + " and headers fit, the brokers refuse larger ones",
                        name,
                        limit,
                        RecordLimits.most(limit));
            }
        }
        return new RecordLimits(
                images,
                written(configs, topics.verdicts()),
                written(configs, topics.deadLetters()),
                written(configs, topics.examples()));
    }

    private static int written(Map<String, Config> configs, String name) {
        return Math.min(RecordLimits.MOST, limit(configs, name).orElse(RecordLimits.LEAST));
    }

    private static OptionalInt limit(Map<String, Config> configs, String name) {
        return Optional.ofNullable(configs.get(name))
                .map(config -> config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG))
                .map(ConfigEntry::value)
                .stream()
                .mapToInt(Integer::parseInt)
                .findFirst();
    }

    private static TopicState state(TopicPlan plan, @Nullable TopicDescription found, @Nullable Config config) {
        if (found == null) {
            return new TopicState(plan.name(), 0, 0, Map.of(), List.of("topic is missing: " + plan.described()));
        }
        Map<String, String> all = new HashMap<>();
        Map<String, String> own = new HashMap<>();
        if (config != null) {
            for (ConfigEntry entry : config.entries()) {
                if (entry.value() != null) {
                    all.put(entry.name(), entry.value());
                    if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
                        own.put(entry.name(), entry.value());
                    }
                }
            }
        }
        int partitions = found.partitions().size();
        int replicas = found.partitions().get(0).replicas().size();
        return new TopicState(plan.name(), partitions, replicas, own, plan.problems(partitions, all));
    }

    private Map<String, TopicDescription> existing(Collection<String> names) {
        Map<String, TopicDescription> existing = new HashMap<>();
        admin.describeTopics(names).topicNameValues().forEach((name, described) -> {
            try {
                existing.put(name, await(described));
            } catch (UnknownTopicOrPartitionException e) {
                LOG.debug("topic {} is missing", name);
            } catch (AuthorizationException e) {
                throw new TopicException(List.of("topic may not be described by this user: " + name));
            }
        });
        return existing;
    }

    private Map<String, Config> configs(Collection<String> names) {
        Map<String, Config> configs = new HashMap<>();
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        admin.describeConfigs(resources).values().forEach((resource, described) -> {
            try {
                configs.put(resource.name(), await(described));
            } catch (AuthorizationException e) {
                LOG.warn("settings of topic {} may not be read by this user, and were not checked", resource.name());
            } catch (UnknownTopicOrPartitionException e) {
                LOG.debug("topic {} is not known to every broker yet", resource.name());
            }
        });
        return configs;
    }

    static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException cause) {
                throw cause;
            }
            throw new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("no answer from the brokers within %d s".formatted(TIMEOUT_SECONDS), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }
}
