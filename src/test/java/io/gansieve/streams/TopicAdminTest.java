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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

/** Against brokers that learn of a topic a while after somebody else has created it. */
class TopicAdminTest {
    private static final Topics TOPICS = Topics.withPrefix("t-");

    private final Map<String, Integer> looksUntilKnown = new HashMap<>();
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

    private Admin brokers() {
        return (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "describeTopics" -> topics((Collection<?>) arguments[0]);
                    case "describeConfigs" -> settings((Collection<?>) arguments[0]);
                    case "createTopics" -> throw new TopicExistsException("by somebody else");
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

    private static DescribeConfigsResult settings(Collection<?> resources) {
        return new DescribeConfigsResult(resources.stream()
                .map(ConfigResource.class::cast)
                .collect(Collectors.toMap(
                        resource -> resource, resource -> KafkaFuture.completedFuture(new Config(List.of()))))) {};
    }
}
