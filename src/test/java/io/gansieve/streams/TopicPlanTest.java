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
                        + " max.message.bytes=8912896, retention.ms=604800000");
        assertThat(plan("models").described())
                .startsWith("t-models with 1 partition, cleanup.policy=compact, max.message.bytes=1048588");
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
    void needsMoreThanAMebibyteForImagesOnly() {
        PLANS.forEach((name, plan) -> assertThat(plan.settings().get("max.message.bytes"))
                .as(name)
                .isEqualTo(name.equals("t-images") ? "8912896" : "1048588"));
    }

    @Test
    void takesTopicsOfWhichRecordsCanBeCutToFit() {
        Map.of(
                        "images", "1000",
                        "labels", "1000",
                        "commands", "1000",
                        "verdicts", "65536",
                        "dead-letters", "65536",
                        "rounds", "266240",
                        "examples", "1000000",
                        "models", "1000000")
                .forEach((name, bytes) -> {
                    TopicPlan plan = plan(name);
                    Map<String, String> found = withDefaults(plan.settings());
                    found.put("max.message.bytes", bytes);
                    assertThat(plan.problems(plan.partitions(), found)).isEmpty();
                    found.put("max.message.bytes", "17825792");
                    assertThat(plan.problems(plan.partitions(), found)).isEmpty();
                });
    }

    @Test
    void refusesWrongCompactionAndTooSmallMessages() {
        assertThat(plan("models").problems(1, Map.of("cleanup.policy", "delete", "max.message.bytes", "999999")))
                .containsExactly(
                        "topic t-models must have cleanup.policy=compact: delete",
                        "topic t-models must have max.message.bytes of at least 1000000: 999999");
        assertThat(plan("verdicts").problems(4, Map.of("cleanup.policy", "compact,delete")))
                .containsExactly("topic t-verdicts must not be compacted: cleanup.policy=compact,delete");
        assertThat(plan("dead-letters").problems(4, Map.of("max.message.bytes", "65535")))
                .containsExactly("topic t-dead-letters must have max.message.bytes of at least 65536: 65535");
    }

    @Test
    void mayBeMadeWithoutEverythingButItsPolicy() {
        assertThat(plan("models").optional())
                .containsExactly("max.message.bytes", "min.cleanable.dirty.ratio", "segment.bytes", "segment.ms");
        assertThat(plan("images").optional()).containsExactly("max.message.bytes", "retention.ms");
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
