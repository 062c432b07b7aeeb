package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.config.GansieveConfig;
import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Png;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.registry.ModelLog;
import io.gansieve.scoring.Champion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask without a token: over real connections, with requests that no well-behaved client sends. */
final class HttpAccessTest {
    private static final List<String> DATA =
            List.of("/metrics", "/models", "/rounds", "/samples.png", "/events", "/status.js", "/nowhere");
    private static final String NAVIGATION = "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";

    private final Champion champion = new Champion();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        ImageDecoder decoder = new ImageDecoder(ImageShape.MNIST, ImageFit.RESIZE);
        FileScorer scorer = new FileScorer(decoder, champion::score, Clock.systemUTC());
        server = HttpServer.start(
                new GansieveConfig.Http(
                        true,
                        "127.0.0.1",
                        0,
                        Optional.empty(),
                        new GansieveConfig.Http.Anonymous(true, List.of("gansieve", "[fd00::1]"))),
                Endpoints.of(
                        new Endpoints.Sources(
                                () -> "gansieve_verdicts_total 0.0\n",
                                () -> new TreeMap<>(java.util.Map.of("scorer", new RoleHealth("RUNNING", true, true))),
                                version -> Optional.of(new byte[] {1, 2}),
                                () -> ModelLog.EMPTY,
                                List::of,
                                file -> scorer.score("id", "http", file),
                                new Explainer(decoder, champion::score),
                                Optional.empty()),
                        false),
                new EventStream(client -> {}));
    }

    @AfterEach
    void stop() {
        server.close();
        champion.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:8080",
                "localhost.",
                "127.0.0.1",
                "127.0.0.1:1",
                "[::1]",
                "[::1]:8080",
                "gansieve",
                "GANSIEVE:8080",
                "[fd00::1]:8080"
            })
    void servesTheNamesOfLoopbackAndThoseThatAreSet(String host) throws IOException {
        assertThat(status("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\n")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "localhost:8080.evil.example",
                "evil.example#localhost",
                "localhost@evil.example",
                "evil.example@localhost",
                "localhost evil.example",
                "localhost, evil.example",
                "localhost..",
                "127.0.0.1.nip.io",
                "127.1",
                "0.0.0.0",
                "[::]",
                "[::ffff:127.0.0.1]",
                "2130706433",
                "xn--localhost-",
                "gansieve2",
                "",
                "."
            })
    void servesNothingUnderAnotherName(String host) throws IOException {
        for (String path : DATA) {
            assertThat(status("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n"))
                    .as(path)
                    .isBetween(400, 421);
        }
        assertThat(status("POST /score HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\n"))
                .isBetween(400, 421);
        assertThat(status("GET / HTTP/1.1\r\nHost: " + host + "\r\n" + NAVIGATION))
                .isBetween(400, 421);
    }

    @Test
    void believesNeitherTheRequestLineNorOneOfSeveralHosts() throws IOException {
        for (String head : List.of(
                "GET http://evil.example/models HTTP/1.1\r\nHost: localhost\r\n",
                "GET http://localhost/models HTTP/1.1\r\nHost: evil.example\r\n",
                "GET http://localhost@evil.example/models HTTP/1.1\r\nHost: localhost\r\n",
                "GET http://evil.example/models HTTP/1.0\r\n",
                "GET /models HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n",
                "GET /models HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\n",
                "GET /models HTTP/1.0\r\nHost: evil.example\r\n",
                "GET /models HTTP/1.0\r\n",
                "GET /models HTTP/1.1\r\n",
                "GET /models HTTP/1.1\r\nX-Forwarded-Host: localhost\r\nForwarded: host=localhost\r\nHost: evil.example\r\n")) {
            assertThat(status(head)).as(head).isBetween(400, 421);
        }
        assertThat(status("GET http://localhost/models HTTP/1.1\r\nHost: localhost\r\n"))
                .isEqualTo(200);
        assertThat(status("GET /models HTTP/1.0\r\nHost: localhost\r\n")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: NULL",
                "Origin: ",
                "Origin: localhost",
                "Origin: file://",
                "Origin: http://localhost:3000",
                "Origin: https://localhost",
                "Origin: http://localhost.evil.example:8080",
                "Origin: http://localhost:8080@evil.example",
                "Origin: http://localhost:8080\r\nOrigin: http://evil.example",
                "Origin: chrome-extension://localhost",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: Cross-Site",
                "Sec-Fetch-Site: anything",
                "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site",
                "Origin: http://localhost:8080\r\nSec-Fetch-Site: same-site",
                "sec-fetch-site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image",
                "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document"
            })
    void answersNoPageOfAnotherSite(String headers) throws IOException {
        String from = "Host: localhost:8080\r\n" + headers + "\r\n";
        for (String path : DATA) {
            assertThat(status("GET " + path + " HTTP/1.1\r\n" + from)).as(path).isEqualTo(403);
            assertThat(status("HEAD " + path + " HTTP/1.1\r\n" + from)).as(path).isEqualTo(403);
        }
        for (String path : List.of("/score", "/occlusion", "/rollback")) {
            assertThat(status("POST " + path + " HTTP/1.1\r\nContent-Length: 0\r\nContent-Type: text/plain\r\n" + from))
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(status("OPTIONS /score HTTP/1.1\r\nAccess-Control-Request-Method: POST\r\n" + from))
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, navigate, document, 200",
        "GET, navigate, iframe, 403",
        "GET, no-cors, document, 403",
        "GET, navigate, embed, 403",
        "HEAD, navigate, document, 403",
        "POST, navigate, document, 403"
    })
    void opensThePageFromALinkAndNothingElse(String method, String mode, String dest, int expected) throws IOException {
        assertThat(status(
                        method + " / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nSec-Fetch-Site: cross-site\r\n"
                                + "Sec-Fetch-Mode: " + mode + "\r\nSec-Fetch-Dest: " + dest + "\r\n"))
                .isEqualTo(expected);
    }

    @Test
    void answersTheOwnPageAndPrograms() throws IOException {
        String origin = "Host: localhost:8080\r\nOrigin: http://localhost:8080\r\n";
        String own = origin + "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\n";
        for (String path : List.of("/metrics", "/models", "/rounds", "/samples.png", "/status.js", "/")) {
            assertThat(status("GET " + path + " HTTP/1.1\r\n" + own)).as(path).isEqualTo(200);
            assertThat(status("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n"))
                    .as(path)
                    .isEqualTo(200);
        }
        assertThat(status("GET /models HTTP/1.1\r\nHost: localhost:8080\r\nSec-Fetch-Site: none\r\n" + NAVIGATION))
                .isEqualTo(200);
        assertThat(status("GET /models HTTP/1.1\r\nHost: gansieve\r\nOrigin: https://gansieve\r\n"))
                .isEqualTo(200);
        byte[] png = Png.encode(Image.of(ImageShape.MNIST, new byte[ImageShape.MNIST.size()]));
        assertThat(answer(
                        "POST /score HTTP/1.1\r\nContent-Length: " + png.length + "\r\nConnection: close\r\n" + own,
                        png))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void answersWhetherItIsUpToWhoeverAsks() throws IOException {
        for (String path : List.of("/health/live", "/health/ready")) {
            for (String headers : List.of(
                    " HTTP/1.0\r\n",
                    " HTTP/1.1\r\nHost: evil.example\r\n",
                    " HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\nSec-Fetch-Site: cross-site\r\n")) {
                assertThat(status("GET " + path + headers)).as(headers).isEqualTo(200);
            }
        }
        for (String path : List.of("/health/../models", "/health/%2e%2e/models", "/health/..;/models", "/health/")) {
            assertThat(status("GET " + path + " HTTP/1.1\r\nHost: evil.example\r\n"))
                    .as(path)
                    .isBetween(400, 421);
        }
    }

    @Test
    void noAnswerInvitesOtherSites() throws IOException {
        for (String head : List.of(
                "GET / HTTP/1.1\r\nHost: localhost\r\n",
                "GET /samples.png HTTP/1.1\r\nHost: localhost\r\n",
                "GET /health/live HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n",
                "OPTIONS /score HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n",
                "GET /models HTTP/1.1\r\nHost: evil.example\r\n")) {
            assertThat(answer(head + "Connection: close\r\n", new byte[0]))
                    .contains("Cross-Origin-Resource-Policy: same-origin", "X-Content-Type-Options: nosniff")
                    .contains("frame-ancestors 'none'", "X-Frame-Options: DENY")
                    .doesNotContainIgnoringCase("Access-Control-Allow");
        }
    }

    private int status(String head) throws IOException {
        String answer = answer(head, new byte[0]);
        assertThat(answer).startsWith("HTTP/1.1 ");
        return Integer.parseInt(answer.substring(9, 12));
    }

    /** All of a short answer, or the beginning of an endless one. */
    private String answer(String head, byte[] body) throws IOException {
        try (Socket socket =
                new Socket(server.address().getHost(), server.address().getPort())) {
            socket.setSoTimeout(10_000);
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes((head + "\r\n").getBytes(StandardCharsets.UTF_8));
            request.writeBytes(body);
            socket.getOutputStream().write(request.toByteArray());
            socket.getOutputStream().flush();
            if (head.contains("Connection: close")) {
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
        }
    }
}
