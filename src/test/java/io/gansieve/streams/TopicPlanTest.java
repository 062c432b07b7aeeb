package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopicPlanTest {
    private static final Map<String, TopicPlan> PLANS = plans();

    @Test
    void plansEveryTopicAsItIsMeantToBe() {
        assertThat(PLANS).hasSize(8);
        assertThat(plan("images").described())
                .isEqualTo("t-images with 6 partitions, cleanup.policy=delete,"
                        + " max.message.bytes=16777216, retention.ms=604800000");
        assertThat(plan("models").described())
                .startsWith("t-models with 1 partition, cleanup.policy=compact, max.message.bytes=17825792");
        PLANS.values()
                .forEach(plan -> assertThat(plan.problems(plan.partitions(), withDefaults(plan.settings())))
                        .isEmpty());
    }

    @Test
    void refusesOrderedTopicsWithSeveralPartitions() {
        for (String name : List.of("examples", "models", "commands")) {
            assertThat(plan(name).problems(2, withDefaults(plan(name).settings())))
                    .containsExactly("topic t-%s must have 1 partition: 2".formatted(name));
        }
    }

    @Test
    void refusesWrongCompactionAndTooSmallMessages() {
        assertThat(plan("models").problems(1, Map.of("cleanup.policy", "delete", "max.message.bytes", "1048588")))
                .containsExactly(
                        "topic t-models must have cleanup.policy=compact: delete",
                        "topic t-models must have max.message.bytes of at least 17825792: 1048588");
        assertThat(plan("verdicts").problems(4, Map.of("cleanup.policy", "compact,delete")))
                .containsExactly("topic t-verdicts must not be compacted: cleanup.policy=compact,delete");
        assertThat(plan("dead-letters").problems(4, Map.of("max.message.bytes", "16777216")))
                .containsExactly("topic t-dead-letters must have max.message.bytes of at least 17825792: 16777216");
    }

    @Test
    void refusesToLoseWhatATrainerThatIsAwayHasNotRead() {
        for (String name : List.of("examples", "commands")) {
            Map<String, String> found = withDefaults(plan(name).settings());
            found.put("retention.ms", "60000");
            assertThat(plan(name).problems(1, found))
                    .containsExactly("topic t-%s must have retention.ms of at least 3600000: 60000".formatted(name));
            found.put("retention.ms", "-1");
            assertThat(plan(name).problems(1, found)).isEmpty();
        }
    }

    private static TopicPlan plan(String name) {
        return Objects.requireNonNull(PLANS.get("t-" + name));
    }

    private static Map<String, String> withDefaults(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("cleanup.policy", "delete", "max.message.bytes", "1048588"));
        all.putAll(settings);
        return all;
    }

    private static Map<String, TopicPlan> plans() {
        return TopicPlan.of(Topics.withPrefix("t-"), 6).stream()
                .collect(Collectors.toMap(TopicPlan::name, plan -> plan));
    }
}
