package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.config.GansieveConfig;
import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Png;
import io.gansieve.image.codec.AnimatedGif;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.registry.ModelLog;
import io.gansieve.scoring.Calibration;
import io.gansieve.scoring.Champion;
import io.gansieve.scoring.Detector;
import io.gansieve.scoring.DetectorMetadata;
import io.gansieve.scoring.Familiarity;
import io.gansieve.scoring.FrameThresholds;
import io.gansieve.scoring.Thresholds;
import io.gansieve.scoring.TinyDetector;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpServerTest {
    private static final String TOKEN = "a-token-of-many-characters";
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final Champion champion = new Champion();
    private final ImageDecoder decoder = new ImageDecoder(ImageShape.MNIST, ImageFit.RESIZE);
    private final FileScorer scorer = new FileScorer(decoder, champion::score, Clock.fixed(NOW, ZoneOffset.UTC));
    private final SortedMap<String, RoleHealth> health = new TreeMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        health.put("scorer", new RoleHealth("RUNNING", true, true));
        server = server(Optional.empty());
    }

    private HttpServer server(Optional<String> token) throws IOException {
        return server(token, Optional.empty());
    }

    private HttpServer server(Optional<String> token, Optional<byte[]> samples) throws IOException {
        return server(token, samples, List.of());
    }

    private HttpServer server(Optional<String> token, Optional<byte[]> samples, List<String> hosts) throws IOException {
        return HttpServer.start(
                new GansieveConfig.Http(true, "127.0.0.1", 0, token, new GansieveConfig.Http.Anonymous(false, hosts)),
                Endpoints.of(
                        new Endpoints.Sources(
                                () -> "gansieve_verdicts_total 0.0\n",
                                () -> health,
                                version -> samples,
                                () -> ModelLog.EMPTY,
                                List::of,
                                file -> scorer.score("id", "http", file),
                                new Explainer(decoder, champion::score),
                                Optional.empty()),
                        token.isPresent()),
                new EventStream(client -> {}));
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
    void givesScoresToFourDigitsUnlessTheTokenIsKnown() throws Exception {
        byte[] pixels = new byte[ImageShape.MNIST.size()];
        java.util.Arrays.fill(pixels, (byte) 77);
        byte[] png = Png.encode(Image.of(ImageShape.MNIST, pixels));
        DetectorMetadata metadata = new DetectorMetadata(
                DetectorMetadata.SCHEMA,
                1,
                ImageShape.MNIST,
                ImageFit.RESIZE,
                Calibration.IDENTITY,
                new Thresholds(0.2, 0.8, 0.9, 0.01),
                FrameThresholds.NONE,
                Familiarity.UNLIMITED,
                List.of("gan"));
        champion.serve(1, Detector.load(TinyDetector.onnx(ImageShape.MNIST, 1.2345678, -0.1, metadata.toProperties())));

        for (String path : List.of("/score", "/occlusion")) {
            assertThat(post(path, png).body()).doesNotContainPattern("(probabilityGenerated|logit)\":-?\\d+\\.\\d{5}");
        }
        assertThat(post("/occlusion", png).body()).doesNotContainPattern("effects\":\\[[^\\]]*\\.\\d{5}");
        server.close();
        server = server(Optional.of(TOKEN));
        HttpResponse<String> exact = send(HttpRequest.newBuilder(at("/score"))
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.ofByteArray(png)));
        assertThat(exact.body())
                .containsPattern("probabilityGenerated\":0\\.\\d{5}")
                .containsPattern("logit\":-?\\d+\\.\\d{5}");
    }

    @Test
    void answersAndExplainsAnAnimation() throws Exception {
        byte[] png = Png.encode(Image.of(ImageShape.MNIST, new byte[ImageShape.MNIST.size()]));
        byte[] gif = AnimatedGif.ofPngs(List.of(png, png, png), Duration.ofMillis(100));

        assertThat(post("/score", gif).body())
                .contains("\"format\":\"gif\"", "\"frames\":{\"scored\":3,\"of\":3,\"highest\":0}");
        HttpResponse<String> explained = post("/occlusion", gif);
        assertThat(explained.statusCode()).isEqualTo(200);
        assertThat(explained.body()).contains("\"frames\":{\"scored\":3,\"of\":3,\"highest\":0}", "\"effects\":");
    }

    @Test
    void refusesWhatIsNoImageWithAReason() throws Exception {
        HttpResponse<String> answer = post("/score", "no image".getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("\"reason\":\"unsupported-format\"", "\"message\":");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, ImageDecoder.MAX_BYTES / 2})
    void refusesABodyOverTheLimitAndTellsWhoStillSends(int beyond) throws Exception {
        HttpResponse<String> answer = post("/score", new byte[ImageDecoder.MAX_BYTES + beyond]);

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
    void letsNoForeignPageShowTheSamples() throws Exception {
        Optional<byte[]> png = Optional.of(new byte[] {1, 2});
        server.close();
        server = server(Optional.empty(), png);

        assertThat(get("/samples.png").headers().firstValue("Cross-Origin-Resource-Policy"))
                .hasValue("same-origin");
        assertThat(get("/models").headers().firstValue("Cross-Origin-Resource-Policy"))
                .hasValue("same-origin");
    }

    @Test
    void answersUnknownPathsAndMethodsInJson() throws Exception {
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(get("/nowhere").body()).contains("\"reason\":\"not-found\"");
        assertThat(post("/metrics", new byte[0]).statusCode()).isEqualTo(405);
        assertThat(get("/score").statusCode()).isEqualTo(405);
        assertThat(get("/score").headers().firstValue("Allow")).hasValue("POST");
        for (String method : List.of("PUT", "DELETE", "OPTIONS", "TRACE", "PATCH")) {
            HttpResponse<String> answer =
                    send(HttpRequest.newBuilder(at("/metrics")).method(method, HttpRequest.BodyPublishers.noBody()));
            assertThat(answer.statusCode()).as(method).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
        }
    }

    @Test
    void servesNoFileWhateverThePath() throws Exception {
        for (String path : List.of(
                "/../../../../etc/passwd",
                "/samples.png/../../../etc/passwd",
                "/..%2f..%2fetc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/status.html",
                "//etc/passwd",
                "/samples.png%00",
                "/..;/..;/etc/passwd",
                "/\\..\\etc\\passwd")) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(path).matches("(?s)HTTP/1.1 40[04] .*").doesNotContain("root:", "<html");
        }
    }

    @Test
    void wantsTheTokenForEverythingButHealthAndTheBarePage() throws Exception {
        server.close();
        server = server(Optional.of(TOKEN));

        for (String path : List.of("/metrics", "/models", "/rounds", "/events", "/samples.png", "/score", "/nowhere")) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"gansieve\"");
        }
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(post("/score", new byte[1000]).statusCode()).isEqualTo(401);
        assertThat(get("/metrics", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
        assertThat(get("/metrics", "bearer  " + TOKEN).statusCode()).isEqualTo(200);
        for (String wrong : List.of(
                "Bearer", "Bearer ", "Bearer x" + TOKEN, "Basic " + TOKEN, TOKEN, "Bearer " + TOKEN.substring(1))) {
            assertThat(get("/metrics", wrong).statusCode()).as(wrong).isEqualTo(401);
        }
        for (String path : List.of("/health/../metrics", "/health/%2e%2e/metrics", "/health/..;/metrics")) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(path).matches("(?s)HTTP/1.1 40[014] .*").doesNotContain("gansieve_verdicts");
        }
    }

    @Test
    void everyAnswerForbidsFramesSniffingAndForeignScripts() throws Exception {
        for (HttpResponse<String> answer : List.of(get("/"), get("/metrics"), get("/nowhere"), get("/score"))) {
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(answer.headers().firstValue("X-Frame-Options")).hasValue("DENY");
            assertThat(answer.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none';"));
            assertThat(answer.headers().firstValue("Server")).isEmpty();
        }
        assertThat(get("/").body()).doesNotContain("<script>", "<style>", " style=", "onclick");
        assertThat(get("/status.js").headers().firstValue("Content-Type")).hasValue("text/javascript; charset=utf-8");
        assertThat(get("/status.css").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesWhatIsNoRequestOrTooLong() throws Exception {
        assertThat(raw("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400").doesNotContain("org.eclipse", "<html");
        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "a".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431")
                .doesNotContain("org.eclipse", "<html");
        assertThat(raw("POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"))
                .startsWith("HTTP/1.1 405");
        assertThat(raw("POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        String chunk = "7fffffff\r\n";
        assertThat(raw("POST /score HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk
                        + "x".repeat(ImageDecoder.MAX_BYTES + 1)))
                .startsWith("HTTP/1.1 413");
    }

    /** What comes back for bytes that no HTTP client would send; the first line of it at least. */
    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(server.address().getHost(), server.address().getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            byte[] start = socket.getInputStream().readNBytes(12);
            try {
                socket.shutdownOutput();
                return new String(start, StandardCharsets.ISO_8859_1)
                        + new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                // Refused with bytes still on their way: the connection is reset after the answer.
                return new String(start, StandardCharsets.ISO_8859_1);
            }
        }
    }

    private HttpResponse<String> get(String path, String authorization) throws Exception {
        return send(HttpRequest.newBuilder(at(path)).header("Authorization", authorization));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
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
