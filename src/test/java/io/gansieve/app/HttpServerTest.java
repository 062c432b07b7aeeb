package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.config.GansieveConfig;
import io.gansieve.image.Image;
import io.gansieve.image.ImageDecoder;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Png;
import io.gansieve.scoring.Champion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HttpServerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final Champion champion = new Champion();
    private final FileScorer scorer = new FileScorer(
            new ImageDecoder(ImageShape.MNIST, ImageFit.RESIZE), champion::score, Clock.fixed(NOW, ZoneOffset.UTC));
    private final SortedMap<String, RoleHealth> health = new TreeMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        health.put("scorer", new RoleHealth("RUNNING", true, true));
        server = HttpServer.start(
                new GansieveConfig.Http(true, "127.0.0.1", 0),
                Endpoints.of(new Endpoints.Sources(
                        () -> "gansieve_verdicts_total 0.0\n",
                        () -> health,
                        Optional::empty,
                        () -> RegistryState.EMPTY,
                        file -> scorer.score("id", "http", file))));
    }

    @AfterEach
    void stop() {
        server.close();
        champion.close();
    }

    @Test
    void answersAnImageWithAVerdict() throws Exception {
        byte[] png = Png.encode(Image.of(ImageShape.MNIST, new byte[ImageShape.MNIST.size()]));

        HttpResponse<String> answer = post("/score", png);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"verdict\":\"UNCERTAIN\"", "\"probabilityGenerated\":0.5", "\"modelVersion\":0")
                .contains("\"format\":\"png\"", "\"scoredAt\":\"2026-11-22T12:00:00Z\"");
    }

    @Test
    void refusesWhatIsNoImageWithAReason() throws Exception {
        HttpResponse<String> answer = post("/score", "no image".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("\"reason\":\"unsupported-format\"", "\"message\":");
    }

    @Test
    void refusesABodyOverTheLimit() throws Exception {
        HttpResponse<String> answer = post("/score", new byte[ImageDecoder.MAX_BYTES + 1]);

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("\"reason\":\"too-large\"");
    }

    @Test
    void tellsReadyFromLive() throws Exception {
        health.put("trainer", new RoleHealth("REBALANCING", true, false));

        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").body())
                .contains(
                        "\"status\":\"down\"", "\"trainer\":{\"state\":\"REBALANCING\",\"live\":true,\"ready\":false}");

        health.put("trainer", new RoleHealth("RUNNING", true, true));
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void servesMetricsModelsAndAPage() throws Exception {
        HttpResponse<String> metrics = get("/metrics");
        assertThat(metrics.body()).contains("gansieve_verdicts_total 0.0");
        assertThat(metrics.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(get("/models").body()).isEqualTo("[]");
        assertThat(get("/samples.png").statusCode()).isEqualTo(404);
        assertThat(get("/").body()).contains("<title>GANsieve</title>");
    }

    @Test
    void answersUnknownPathsAndMethodsInJson() throws Exception {
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(get("/nowhere").body()).contains("\"reason\":\"not-found\"");
        assertThat(post("/metrics", new byte[0]).statusCode()).isEqualTo(405);
        assertThat(get("/score").statusCode()).isEqualTo(405);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(at(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, byte[] body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(at(path))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI at(String path) {
        return server.address().resolve(path);
    }
}
