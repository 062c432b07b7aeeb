package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.Png;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StatusPageTest {
    private static final int MAX_PAGE_BYTES = 200_000;
    private static final String TOKEN = "a-token-of-many-characters";
    private static final Image BLACK = Image.of(ImageShape.MNIST, new byte[ImageShape.MNIST.size()]);

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private PageFixture service;

    @BeforeEach
    void start() throws IOException {
        service = PageFixture.fresh(Optional.empty());
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void isSmallAndAsksNobodyElse() throws Exception {
        int bytes = 0;
        for (String path : Endpoints.PAGE.keySet()) {
            HttpResponse<String> part = get(path);
            assertThat(part.statusCode()).as(path).isEqualTo(200);
            assertThat(part.body())
                    .as(path)
                    .doesNotContain("http:", "https:", "//cdn", "@import", "eval(", "innerHTML");
            bytes += part.body().getBytes(StandardCharsets.UTF_8).length;
        }
        assertThat(bytes).isLessThanOrEqualTo(MAX_PAGE_BYTES);
        assertThat(get("/").body()).doesNotContain("<style", " style=", "<script>", "onclick");
        assertThat(get("/").headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy ->
                        assertThat(policy).startsWith("default-src 'none';").doesNotContain("unsafe"));
    }

    @Test
    void everyElementThatTheScriptNamesIsOnThePage() throws Exception {
        String page = get("/").body();
        TreeSet<String> named = new TreeSet<>();
        Pattern.compile("\\b(?:at|say)\\('([a-z-]+)'")
                .matcher(get("/status.js").body())
                .results()
                .forEach(found -> named.add(found.group(1)));
        assertThat(named)
                .hasSizeGreaterThan(20)
                .allSatisfy(id -> assertThat(page).contains("id=\"" + id + "\""));
    }

    @Test
    void aFreshServiceSaysSoAtOnce() throws Exception {
        List<Event> events = events(4);

        assertThat(events).extracting(Event::name).containsExactly("state", "models", "rounds", "verdicts");
        JsonNode state = events.get(0).data();
        assertThat(state.get("championVersion").asLong()).isZero();
        assertThat(state.get("scores").asBoolean()).isTrue();
        assertThat(state.get("commands").asBoolean()).isFalse();
        assertThat(state.get("verdicts").get("REAL").asLong()).isZero();
        assertThat(state.get("roles").get("scorer").get("ready").asBoolean()).isTrue();
        assertThat(events.subList(1, 4))
                .allSatisfy(event -> assertThat(event.data()).isEmpty());
    }

    @Test
    void historyComesFirstAndNewsAfterwards() throws Exception {
        service.withRounds(8);
        service.answer(1, BLACK, 0.05, Optional.of(Label.REAL));

        try (Stream stream = new Stream()) {
            List<Event> greeting = stream.next(4);
            assertThat(greeting.get(2).data()).hasSize(8);
            JsonNode item = greeting.get(3).data().get(0);
            assertThat(item.get("verdict").asText()).isEqualTo("REAL");
            assertThat(item.get("truth").asText()).isEqualTo("real");
            assertThat(item.get("imageId").asText()).isEqualTo("mnist-test-00001");
            assertThat(item.get("picture").asText()).startsWith("data:image/png;base64,");

            List<RoundSummary> more = new ArrayList<>(service.rounds);
            more.add(PageFixture.round(9, 20, new SplittableRandom(1)));
            service.rounds = more;
            Event news = stream.next(1).get(0);
            assertThat(news.name()).isEqualTo("rounds");
            assertThat(news.data()).hasSize(1);
            assertThat(news.data().get(0).get("round").asLong()).isEqualTo(9);

            service.answer(2, BLACK, 0.99, Optional.empty());
            assertThat(stream.next(2)).extracting(Event::name).containsExactlyInAnyOrder("state", "verdicts");
        }
    }

    @Test
    void roundsAreServedInFewFigures() throws Exception {
        service.withRounds(8);

        JsonNode rounds = json.readTree(get("/rounds").body());

        assertThat(rounds).hasSize(8);
        JsonNode first = rounds.get(0);
        assertThat(first.get("outcome").asText()).isIn("promoted", "rejected");
        assertThat(first.get("losses").get("critic").isNumber()).isTrue();
        assertThat(first.get("classes").asInt()).isEqualTo(10);
        JsonNode failed = rounds.get(3);
        assertThat(failed.get("outcome").asText()).isEqualTo("diverged");
        assertThat(failed.get("losses").get("critic").isNull()).isTrue();
        assertThat(failed.has("modes")).isFalse();
    }

    @Test
    void explainsAnImageByWhatMovedItsLogit() throws Exception {
        service.withDetector(3);
        byte[] pixels = new byte[ImageShape.MNIST.size()];
        for (int y = 4; y < 10; y++) {
            for (int x = 18; x < 24; x++) {
                pixels[28 * y + x] = (byte) 255;
            }
        }

        HttpResponse<String> answer = post("/occlusion", Png.encode(Image.of(ImageShape.MNIST, pixels)));

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode found = json.readTree(answer.body());
        assertThat(found.get("modelVersion").asLong()).isEqualTo(3);
        assertThat(found.get("rows").asInt()).isEqualTo(14);
        assertThat(found.get("effects")).hasSize(14 * 14);
        assertThat(found.get("effects").get(3 * 14 + 10).asDouble()).isPositive();
        assertThat(found.get("effects").get(12 * 14 + 2).asDouble()).isZero();
        assertThat(found.get("picture").asText()).startsWith("data:image/png;base64,");
        assertThat(post("/occlusion", new byte[] {1, 2, 3}).statusCode()).isEqualTo(422);
    }

    @Test
    void showsAVersionsSamples() throws Exception {
        service.grids.put(7L, new byte[] {1});

        assertThat(get("/samples.png?version=7").statusCode()).isEqualTo(200);
        assertThat(get("/samples.png?version=8").statusCode()).isEqualTo(404);
        assertThat(get("/samples.png?version=x").statusCode()).isEqualTo(422);
        assertThat(get("/samples.png?version=%ff").statusCode()).isBetween(400, 499);
    }

    @Test
    void ordersNeedAToken() throws Exception {
        assertThat(post("/rollback", new byte[0]).statusCode()).isEqualTo(404);
        assertThat(post("/unpin", new byte[0]).statusCode()).isEqualTo(404);

        service.close();
        service = PageFixture.fresh(Optional.of(TOKEN));
        for (String path : Endpoints.PAGE.keySet()) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(post("/rollback", new byte[0]).statusCode()).isEqualTo(401);
        assertThat(get("/events").statusCode()).isEqualTo(401);
        assertThat(get("/rounds").statusCode()).isEqualTo(401);
    }

    @Test
    void onlySoManyMayWatch() throws Exception {
        List<Stream> streams = new ArrayList<>();
        try {
            for (int i = 0; i < EventStream.MAX_OF_ADDRESS; i++) {
                streams.add(new Stream());
            }
            HttpResponse<String> refused = get("/events");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("30");

            streams.remove(0).close();
            // Who is gone is found out when something is sent.
            AtomicInteger changes = new AtomicInteger();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                service.answer(changes.incrementAndGet(), BLACK, 0.5, Optional.empty());
                try (Stream again = new Stream()) {
                    return again.status.contains(" 200 ");
                }
            });
        } finally {
            for (Stream stream : streams) {
                stream.close();
            }
        }
    }

    @Test
    void whoDoesNotKeepUpIsCutOffAndNobodyWaits() throws Exception {
        try (Stream slow = new Stream()) {
            slow.next(4);
            service.withRounds(RoundFollower.SIZE);
            // The sockets' buffers take some, the queue takes 1 MiB; each change of all rounds is some 400 KiB.
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> {
                service.rounds =
                        service.rounds.stream().map(StatusPageTest::changed).toList();
                return slow.isCutOff();
            });
        }
        assertThat(events(4)).hasSize(4);
    }

    private static RoundSummary changed(RoundSummary round) {
        return new RoundSummary(
                round.round(),
                round.outcome(),
                "x".repeat(400),
                round.version(),
                round.startedAt(),
                round.seconds() + 1,
                round.losses(),
                round.valueFunction(),
                round.labelNoise(),
                round.instanceNoise(),
                round.modes(),
                round.classes(),
                round.reverseKl(),
                round.reverseKlFloor(),
                round.binsDiffering(),
                round.auroc(),
                round.falsePositiveRatio(),
                round.calibrationError());
    }

    private record Event(String name, JsonNode data) {}

    private List<Event> events(int count) throws IOException {
        try (Stream stream = new Stream()) {
            return stream.next(count);
        }
    }

    /** A client by hand: what it does not ask for stays unread. */
    private final class Stream implements AutoCloseable {
        private final Socket socket =
                new Socket(service.address().getHost(), service.address().getPort());
        private final BufferedReader in;
        private final String status;

        Stream() throws IOException {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1024);
            status = in.readLine();
        }

        List<Event> next(int count) throws IOException {
            List<Event> events = new ArrayList<>();
            String name = "";
            while (events.size() < count) {
                String line = in.readLine();
                if (line == null) {
                    throw new IOException("the stream ended after " + events);
                } else if (line.startsWith("event: ")) {
                    name = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(name, json.readTree(line.substring("data: ".length()))));
                }
            }
            return events;
        }

        /** Whether the other side has closed; what can be read still is left alone. */
        boolean isCutOff() {
            return service.watchers() == 0;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(service.address() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, byte[] body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(service.address().resolve(path))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
