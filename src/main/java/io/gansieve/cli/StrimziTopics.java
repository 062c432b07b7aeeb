package io.gansieve.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.gansieve.streams.TopicAdmin.PlannedTopic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Topics as Strimzi's {@code KafkaTopic} resources, one document a topic. Without a number of replicas: the operator takes the
 * cluster's default.
 *
 * @param cluster the name of the {@code Kafka} resource
 */
record StrimziTopics(String cluster) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    String yaml(List<PlannedTopic> topics) {
        StringBuilder yaml = new StringBuilder();
        for (PlannedTopic topic : topics) {
            try {
                yaml.append(YAML.writeValueAsString(resource(topic)));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("text always has a YAML form", e);
            }
        }
        return yaml.toString();
    }

    private Map<String, Object> resource(PlannedTopic topic) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        String name = resourceName(topic.name());
        metadata.put("name", name);
        metadata.put("labels", Map.of("strimzi.io/cluster", cluster));
        Map<String, Object> spec = new LinkedHashMap<>();
        if (!name.equals(topic.name())) {
            spec.put("topicName", topic.name());
        }
        spec.put("partitions", topic.partitions());
        spec.put("config", new TreeMap<>(topic.settings()));
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("apiVersion", "kafka.strimzi.io/v1");
        resource.put("kind", "KafkaTopic");
        resource.put("metadata", metadata);
        resource.put("spec", spec);
        return resource;
    }

    /** Kubernetes takes lower-case letters, digits, dots and hyphens only. */
    private static String resourceName(String topic) {
        return topic.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
