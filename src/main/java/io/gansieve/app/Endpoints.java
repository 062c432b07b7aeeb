package io.gansieve.app;

import io.gansieve.app.HttpServer.Route;
import io.gansieve.image.codec.DecodeResult;
import io.gansieve.registry.ModelLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The HTTP interface, from the few things that it shows. */
final class Endpoints {
    /** The status page: paths by the names of their resources. It holds no data. */
    static final Map<String, String> PAGE = Map.of(
            "/", "status.html", "/status.js", "status.js", "/charts.js", "charts.js", "/status.css", "status.css");

    private static final Map<String, String> TYPES =
            Map.of("html", "text/html", "js", "text/javascript", "css", "text/css");

    /**
     * Where answers come from; each may be asked by several threads at once.
     *
     * @param scrape Prometheus' text format
     * @param health by role
     * @param samples a version's grid as PNG; 0 is the champion's, of which there is none while version 0 serves
     * @param commands none if nobody may command by HTTP
     */
    record Sources(
            Supplier<String> scrape,
            Supplier<SortedMap<String, RoleHealth>> health,
            LongFunction<Optional<byte[]>> samples,
            Supplier<ModelLog> registry,
            Supplier<List<RoundSummary>> rounds,
            Function<byte[], FileScorer.Result> scorer,
            Explainer explainer,
            Optional<ChampionOrders> commands) {}

    private static final long DEFAULT_PAGE = 100;

    private Endpoints() {}

    /**
     * @param exact whether scores are given as they are; otherwise with 4 digits after the point, since who may ask for ever learns
     *     from the last digit of each answer which way to change an image
     */
    static Map<Route, Endpoint> of(Sources sources, boolean exact) {
        Map<Route, Endpoint> routes = new LinkedHashMap<>();
        PAGE.forEach((path, name) -> routes.put(get(path), file(name)));
        routes.put(
                get("/metrics"),
                request -> HttpResponse.ok(
                        "text/plain; version=0.0.4; charset=utf-8",
                        sources.scrape().get().getBytes(StandardCharsets.UTF_8)));
        routes.put(get("/health/live"), request -> health(sources.health().get(), RoleHealth::live));
        routes.put(get("/health/ready"), request -> health(sources.health().get(), RoleHealth::ready));
        routes.put(get("/samples.png"), request -> samples(request, sources.samples()));
        routes.put(get("/models"), request -> models(request, sources.registry().get()));
        routes.put(
                get("/rounds"),
                request -> HttpResponse.json(HttpResponse.OK, sources.rounds().get()));
        routes.put(post("/score"), request -> score(sources.scorer().apply(request.body()), exact));
        routes.put(post("/occlusion"), request -> sources.explainer().explain(request.body(), exact));
        sources.commands().ifPresent(orders -> {
            routes.put(post("/rollback"), request -> orders.rollback());
            routes.put(post("/unpin"), request -> orders.unpin());
        });
        return routes;
    }

    private static Route get(String path) {
        return new Route("GET", path);
    }

    private static Route post(String path) {
        return new Route("POST", path);
    }

    private static HttpResponse health(SortedMap<String, RoleHealth> roles, Predicate<RoleHealth> good) {
        boolean all = roles.values().stream().allMatch(good);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", all ? "up" : "down");
        body.put("roles", roles);
        return HttpResponse.json(all ? HttpResponse.OK : HttpResponse.UNAVAILABLE, body);
    }

    private static HttpResponse samples(HttpRequest request, LongFunction<Optional<byte[]>> samples) {
        String text = request.query().getOrDefault("version", "0");
        long version;
        try {
            version = Long.parseLong(text);
        } catch (NumberFormatException e) {
            return HttpResponse.problem(HttpResponse.UNPROCESSABLE, "bad-version", "version must be a number: " + text);
        }
        return samples.apply(version)
                .map(bytes -> HttpResponse.ok("image/png", bytes))
                .orElseGet(() -> HttpResponse.problem(
                        HttpResponse.NOT_FOUND,
                        "no-samples",
                        version == 0
                                ? "version 0 serves; it has no generator"
                                : "the registry has no version " + version));
    }

    /** The newest versions, or those before one; the link leads to the page of older ones. */
    private static HttpResponse models(HttpRequest request, ModelLog log) {
        long limit;
        long before;
        try {
            limit = number(request, "limit", DEFAULT_PAGE, ModelSummary.MAX_PAGE);
            before = number(request, "before", Long.MAX_VALUE, Long.MAX_VALUE);
        } catch (IllegalArgumentException e) {
            return HttpResponse.problem(HttpResponse.UNPROCESSABLE, "bad-page", String.valueOf(e.getMessage()));
        }
        List<ModelSummary> page = ModelSummary.page(log, before, (int) limit);
        HttpResponse answer = HttpResponse.json(HttpResponse.OK, page);
        boolean more =
                !page.isEmpty() && log.versions().firstKey() < page.get(0).version();
        return more
                ? answer.with(
                        "Link",
                        "</models?limit=%d&before=%d>; rel=\"next\""
                                .formatted(limit, page.get(0).version()))
                : answer;
    }

    private static long number(HttpRequest request, String name, long otherwise, long most) {
        String text = request.query().get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s must be a number from 1 to %d: %s".formatted(name, most, text), e);
        }
        throw new IllegalArgumentException("%s must be a number from 1 to %d: %s".formatted(name, most, text));
    }

    private static HttpResponse score(FileScorer.Result result, boolean exact) {
        if (result instanceof FileScorer.Result.Scored scored) {
            return HttpResponse.json(
                    HttpResponse.OK, exact ? scored.verdict() : scored.verdict().rounded());
        }
        return refused(((FileScorer.Result.Refused) result).problem());
    }

    static HttpResponse refused(DecodeResult.Undecodable problem) {
        boolean large = problem.reason() == DecodeResult.Reason.TOO_LARGE
                || problem.reason() == DecodeResult.Reason.TOO_MANY_PIXELS;
        return HttpResponse.problem(
                large ? HttpResponse.TOO_LARGE : HttpResponse.UNPROCESSABLE,
                problem.reason().text(),
                problem.message());
    }

    /** A part of the status page. */
    private static Endpoint file(String name) {
        try (InputStream in = Endpoints.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the class path");
            }
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain");
            HttpResponse answer = HttpResponse.ok(type + "; charset=utf-8", in.readAllBytes());
            return request -> answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
