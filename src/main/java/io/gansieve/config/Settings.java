package io.gansieve.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.gansieve.streams.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The layers of the configuration as text by key: defaults, then file, environment and flags, each over the one before. */
final class Settings {
    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);

    /** Read by the launcher, not by the program. */
    private static final Set<String> LAUNCHER_VARIABLES = Set.of("GANSIEVE_JAVA_OPTS", "GANSIEVE_CLASSPATH");

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Map<String, String> values = new TreeMap<>(Keys.all());
    private final List<String> problems = new ArrayList<>();

    void addFile(Path file) {
        try {
            JsonNode root = MAPPER.readTree(Files.readString(file));
            if (root.isObject()) {
                flatten("", root, file.toString());
                warnOfSecrets(file);
            } else if (!root.isMissingNode() && !root.isNull()) {
                problems.add("%s: a mapping of keys to values was expected, found %s"
                        .formatted(file, root.getNodeType().name().toLowerCase(Locale.ROOT)));
            }
        } catch (JsonProcessingException e) {
            problems.add("%s: not YAML: %s".formatted(file, firstLine(e.getOriginalMessage())));
        } catch (IOException e) {
            problems.add("%s: cannot be read: %s".formatted(file, e.getClass().getSimpleName()));
        }
    }

    /** A value that only names where the secret is, as {@code ${file:…}}, may be read by anybody. */
    private void warnOfSecrets(Path file) throws IOException {
        if (PrivateFiles.openToOthers(file)) {
            values.entrySet().stream()
                    .filter(entry -> EffectiveYaml.secret(entry.getKey()))
                    .filter(entry ->
                            !entry.getValue().isEmpty() && !entry.getValue().contains("${"))
                    .findFirst()
                    .ifPresent(entry ->
                            LOG.warn("{} holds {} and is open to other accounts: chmod 600", file, entry.getKey()));
        }
    }

    private void flatten(String prefix, JsonNode node, String origin) {
        node.properties().forEach(entry -> {
            String key = prefix + entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isObject()) {
                flatten(key + '.', value, origin);
            } else if (value.isArray()) {
                List<String> items = new ArrayList<>();
                value.forEach(item -> items.add(text(item)));
                set(key, String.join(",", items), origin);
            } else {
                set(key, text(value), origin);
            }
        });
    }

    /** As it stands in the file: 0.0002 is not 2.0E-4. */
    private static String text(JsonNode value) {
        if (value.isBigDecimal()) {
            return value.decimalValue().toPlainString();
        }
        return value.isNull() ? "" : value.asText();
    }

    void addEnvironment(Map<String, String> environment) {
        Map<String, String> keysByName = new TreeMap<>();
        Keys.all().keySet().forEach(key -> keysByName.put(Keys.environmentName(key), key));
        Map<String, String> retiredByName = new TreeMap<>();
        Keys.retired().forEach(key -> retiredByName.put(Keys.environmentName(key), key));
        String kafka = Keys.environmentName(Keys.KAFKA);
        new TreeMap<>(environment).forEach((name, value) -> {
            if (retiredByName.containsKey(name)) {
                warnRetired(retiredByName.getOrDefault(name, name), name);
            } else if (keysByName.containsKey(name)) {
                values.put(keysByName.getOrDefault(name, name), value);
            } else if (name.startsWith(kafka)) {
                values.put(
                        Keys.KAFKA
                                + name.substring(kafka.length())
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '.'),
                        value);
            } else if (name.startsWith("GANSIEVE_") && !LAUNCHER_VARIABLES.contains(name)) {
                problems.add("unknown variable %s%s".formatted(name, hint(name, keysByName)));
            }
        });
    }

    private static String hint(String name, Map<String, String> keysByName) {
        String asKey =
                name.substring("GANSIEVE_".length()).toLowerCase(Locale.ROOT).replace('_', '.');
        return keysByName.entrySet().stream()
                .filter(entry ->
                        Keys.nearest(asKey).filter(entry.getValue()::equals).isPresent())
                .findFirst()
                .map(entry -> ": did you mean " + entry.getKey() + "?")
                .orElse("");
    }

    void addFlags(Map<String, String> flags) {
        flags.forEach((key, value) -> set(key, value, "flag"));
    }

    private void set(String key, String value, String origin) {
        if (Keys.retired(key).isPresent()) {
            warnRetired(key, origin);
        } else if (Keys.known(key)) {
            values.put(key, value);
        } else {
            String hint = Keys.nearest(key)
                    .map(near -> ": did you mean " + near + "?")
                    .orElse("");
            problems.add("unknown key %s (%s)%s".formatted(key, origin, hint));
        }
    }

    private static void warnRetired(String key, String origin) {
        LOG.warn("{} ({}) is no longer used: {}", key, origin, Keys.retired(key).orElse(""));
    }

    Map<String, String> values() {
        return values;
    }

    List<String> problems() {
        return problems;
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
