package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

/** Against brokers that learn of a topic a while after it was created, and refuse what a policy says. */
class TopicAdminTest {
    private static final Topics TOPICS = Topics.withPrefix("t-");

    private final Map<String, Integer> looksUntilKnown = new HashMap<>();
    private final Map<String, Map<String, String>> created = new TreeMap<>();
    private final Map<String, String> limits = new HashMap<>();
    private Consumer<Map<String, String>> policy = topic -> {
        throw new TopicExistsException("by somebody else");
    };
    private boolean defaultReplicas = true;
    private int attempts;
    private final Admin brokers = brokers();

    @Test
    void waitsUntilEveryBrokerKnowsWhatWasCreated() {
        looksUntilKnown.put("t-images", 3);
        looksUntilKnown.put("t-models", 2);
        TopicAdmin admin = new TopicAdmin(brokers, Duration.ofSeconds(20));

        assertThatCode(() -> admin.create(TOPICS, 4)).doesNotThrowAnyException();
        assertThat(admin.imagePartitions(TOPICS)).isEqualTo(4);
    }

    @Test
    void saysWhichTopicStaysUnknown() {
        looksUntilKnown.put("t-models", Integer.MAX_VALUE);
        TopicAdmin admin = new TopicAdmin(brokers, Duration.ofMillis(1));

        assertThatThrownBy(() -> admin.create(TOPICS, 4))
                .isInstanceOf(TopicException.class)
                .hasMessage("topic t-models was created, and is not known to the brokers after 0 s");
    }

    @Test
    void doesNotCountThePartitionsOfAMissingTopicAsNone() {
        looksUntilKnown.put("t-images", 1);

        assertThatThrownBy(() -> new TopicAdmin(brokers).imagePartitions(TOPICS))
                .isInstanceOf(TopicException.class)
                .hasMessage("topic is missing: t-images");
    }

    @Test
    void leavesOutWhatAPolicyRefusesAndNothingElse() {
        create(topic -> {
            refuseIf(topic.containsKey("min.cleanable.dirty.ratio"), "no dirty ratio");
            refuseIf(
                    Integer.parseInt(topic.getOrDefault("segment.bytes", "1000000000")) < 100_000_000,
                    "small segments");
            refuseIf(Integer.parseInt(topic.getOrDefault("max.message.bytes", "0")) > 2_000_000, "large messages");
        });

        assertThat(created)
                .containsEntry(
                        "t-models",
                        Map.of(
                                "cleanup.policy", "compact",
                                "max.message.bytes", "1048588",
                                "segment.ms", "21600000"))
                .containsEntry("t-images", Map.of("cleanup.policy", "delete", "retention.ms", "604800000"))
                .containsEntry(
                        "t-verdicts",
                        Map.of(
                                "cleanup.policy", "delete",
                                "max.message.bytes", "1048588",
                                "retention.ms", "604800000"));
    }

    @Test
    void takesTheRoomForImagesThatAProviderGives() {
        create(topic -> {
            refuseIf(Integer.parseInt(topic.getOrDefault("max.message.bytes", "0")) > 8_388_608, "8 MiB at most");
            refuseIf(topic.containsKey("retention.ms"), "no retention");
        });

        assertThat(created)
                .containsEntry("t-images", Map.of("cleanup.policy", "delete", "max.message.bytes", "8388608"));
    }

    @Test
    void makesATopicWithItsPolicyAlone() {
        create(topic -> refuseIf(topic.size() > 1, "cleanup.policy only"));

        assertThat(created).hasSize(8).containsEntry("t-models", Map.of("cleanup.policy", "compact"));
    }

    @Test
    void endsAfterABoundedNumberOfAttempts() {
        assertThatThrownBy(() -> create(topic -> refuseIf(true, "nothing")))
                .isInstanceOf(TopicException.class)
                .hasMessageContaining("topic t-models could not be created: nothing");
        // Every choice of one topic's four optional settings and of seven topics' two, where images have two more with
        // less room,
        // all with either replication.
        assertThat(attempts).isEqualTo(2 * (16 + 7 * 4 + 2));
    }

    @Test
    void asksForThreeReplicasWhereTheBrokersOwnDefaultIsRefused() {
        defaultReplicas = false;

        create(topic -> {});

        assertThat(created).hasSize(8);
        assertThat(attempts).isEqualTo(2 * 8);
    }

    @Test
    void readsTheLimitOfEachTopic() {
        limits.putAll(Map.of(
                "t-images", "1048588",
                "t-verdicts", "70000",
                "t-dead-letters", "90000000",
                "t-examples", "8388608"));

        RecordLimits read = new TopicAdmin(brokers).limits(TOPICS);

        // What is not known is taken for the least; what is held in memory, for 16 MiB at most.
        assertThat(read).isEqualTo(new RecordLimits(1048588, 70_000, 16 << 20, 8 << 20));
        limits.clear();
        assertThat(new TopicAdmin(brokers).limits(TOPICS))
                .isEqualTo(new RecordLimits(
                        TopicPlan.IMAGE_RECORD_BYTES, RecordLimits.LEAST, RecordLimits.LEAST, RecordLimits.LEAST));
    }

    private void create(Consumer<Map<String, String>> policy) {
        this.policy = policy;
        TOPICS.all().forEach(topic -> looksUntilKnown.put(topic, 1));
        new TopicAdmin(brokers, Duration.ofSeconds(20)).create(TOPICS, 4);
    }

    private static void refuseIf(boolean wrong, String message) {
        if (wrong) {
            throw new PolicyViolationException(message);
        }
    }

    private CreateTopicsResult created(Collection<?> topics) {
        NewTopic topic = (NewTopic) topics.iterator().next();
        attempts++;
        KafkaFutureImpl<CreateTopicsResult.TopicMetadataAndConfig> answer = new KafkaFutureImpl<>();
        try {
            if (!defaultReplicas && topic.replicationFactor() != 3) {
                throw new InvalidReplicationFactorException("must be 3");
            }
            policy.accept(topic.configs());
            created.put(topic.name(), topic.configs());
            answer.complete(
                    new CreateTopicsResult.TopicMetadataAndConfig(new InvalidRequestException("not asked for")));
        } catch (ApiException e) {
            answer.completeExceptionally(e);
        }
        return new CreateTopicsResult(Map.of(topic.name(), answer)) {};
    }

    private Admin brokers() {
        return (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "describeTopics" -> topics((Collection<?>) arguments[0]);
                    case "describeConfigs" -> settings((Collection<?>) arguments[0]);
                    case "createTopics" -> created((Collection<?>) arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private DescribeTopicsResult topics(Collection<?> names) {
        Map<String, KafkaFuture<TopicDescription>> found =
                names.stream().map(String.class::cast).collect(Collectors.toMap(name -> name, this::topic));
        return new DescribeTopicsResult(null, found) {};
    }

    private KafkaFuture<TopicDescription> topic(String name) {
        int looks = looksUntilKnown.merge(name, -1, Integer::sum);
        if (looks >= 0) {
            KafkaFutureImpl<TopicDescription> unknown = new KafkaFutureImpl<>();
            unknown.completeExceptionally(new UnknownTopicOrPartitionException(name));
            return unknown;
        }
        Node node = new Node(1, "localhost", 1);
        int partitions =
                List.of("t-images", "t-labels", "t-verdicts", "t-dead-letters").contains(name) ? 4 : 1;
        return KafkaFuture.completedFuture(new TopicDescription(
                name,
                false,
                IntStream.range(0, partitions)
                        .mapToObj(partition -> new TopicPartitionInfo(partition, node, List.of(node), List.of(node)))
                        .toList()));
    }

    private DescribeConfigsResult settings(Collection<?> resources) {
        return new DescribeConfigsResult(resources.stream()
                .map(ConfigResource.class::cast)
                .collect(Collectors.toMap(
                        resource -> resource,
                        resource -> KafkaFuture.completedFuture(
                                new Config(Optional.ofNullable(limits.get(resource.name())).stream()
                                        .map(limit -> new ConfigEntry("max.message.bytes", limit))
                                        .toList()))))) {};
    }
}
