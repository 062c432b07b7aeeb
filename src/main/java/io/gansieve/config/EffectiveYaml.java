package io.gansieve.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.gansieve.streams.KafkaSettings;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Settings as YAML, grouped by the first part of their keys; reads back as a configuration file. */
final class EffectiveYaml {
    static final String MASK = "********";

    private EffectiveYaml() {}

    static String of(SortedMap<String, String> settings) {
        Map<String, Object> groups = new TreeMap<>();
        settings.forEach((key, value) -> {
            int dot = key.indexOf('.');
            String shown = secret(key) && !value.isEmpty() ? MASK : value;
            if (dot < 0) {
                groups.put(key, shown);
            } else {
                group(groups, key.substring(0, dot)).put(key.substring(dot + 1), shown);
            }
        });
        YAMLMapper mapper = YAMLMapper.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .build();
        try {
            return mapper.writeValueAsString(groups);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("text always has a YAML form", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> group(Map<String, Object> groups, String name) {
        return (Map<String, String>) groups.computeIfAbsent(name, any -> new TreeMap<String, String>());
    }

    /** Whether the value of a setting is a secret, or could be one. */
    static boolean secret(String key) {
        return key.equals(Keys.HTTP_TOKEN)
                || (key.startsWith(Keys.KAFKA) && !KafkaSettings.mayBeShown(key.substring(Keys.KAFKA.length())));
    }
}
