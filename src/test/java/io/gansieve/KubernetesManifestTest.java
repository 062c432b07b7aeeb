package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The manifest against the models that Kubernetes' own client generates from the API's schema: no unknown, missing or mistyped field. */
final class KubernetesManifestTest {
    private static final Path MANIFEST = Path.of("deploy", "kubernetes.yaml");

    @FunctionalInterface
    private interface Schema {
        void validate(JsonElement object) throws IOException;
    }

    @Test
    void followsTheSchemaOfEachKind() throws IOException {
        assertThat(objects()).hasSize(7).allSatisfy(object -> {
            String kind = "%s %s"
                    .formatted(
                            object.path("apiVersion").asText(),
                            object.path("kind").asText());
            assertThatCode(() -> schema(kind).validate(JsonParser.parseString(object.toString())))
                    .as(kind)
                    .doesNotThrowAnyException();
        });
    }

    /** A secret that is missing keeps the pod from starting: it never serves whoever asks. */
    @Test
    void everyPodAsksForTheTokenAndLetsFewReachIt() throws IOException {
        assertThat(objects().stream()
                        .filter(object -> object.path("kind").asText().equals("StatefulSet")))
                .hasSize(2)
                .allSatisfy(set -> {
                    JsonNode template = set.path("spec").path("template");
                    assertThat(template.at("/spec/containers/0/env")).anySatisfy(variable -> {
                        assertThat(variable.path("name").asText()).isEqualTo("GANSIEVE_HTTP_TOKEN");
                        assertThat(variable.at("/valueFrom/secretKeyRef/key").asText())
                                .isEqualTo("token");
                        assertThat(variable.at("/valueFrom/secretKeyRef/optional")
                                        .asBoolean())
                                .isFalse();
                    });
                    assertThat(template.at("/metadata/labels/app.kubernetes.io~1name")
                                    .asText())
                            .isEqualTo("gansieve");
                });
        assertThat(objects().stream()
                        .filter(object -> object.path("kind").asText().equals("NetworkPolicy")))
                .singleElement()
                .satisfies(policy -> {
                    assertThat(policy.at("/spec/podSelector/matchLabels/app.kubernetes.io~1name")
                                    .asText())
                            .isEqualTo("gansieve");
                    assertThat(policy.at("/spec/ingress/0/from")).isNotEmpty();
                });
    }

    @Test
    void findsAWrongField() {
        assertThat(JsonParser.parseString("{\"spec\":{\"replicaz\":2}}"))
                .satisfies(wrong -> assertThatCode(() -> V1StatefulSet.validateJsonElement(wrong))
                        .hasMessageContaining("replicaz"));
    }

    private static Schema schema(String kind) {
        return switch (kind) {
            case "v1 ConfigMap" -> V1ConfigMap::validateJsonElement;
            case "v1 Service" -> V1Service::validateJsonElement;
            case "apps/v1 StatefulSet" -> V1StatefulSet::validateJsonElement;
            case "networking.k8s.io/v1 NetworkPolicy" -> V1NetworkPolicy::validateJsonElement;
            case "policy/v1 PodDisruptionBudget" -> V1PodDisruptionBudget::validateJsonElement;
            default -> throw new IllegalArgumentException("no schema for " + kind);
        };
    }

    private static List<JsonNode> objects() throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        new YAMLMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(MANIFEST.toFile())
                .forEachRemaining(objects::add);
        return objects;
    }
}
