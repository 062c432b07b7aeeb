package io.gansieve.app;

import io.gansieve.app.HttpServer.Route;
import io.gansieve.image.DecodeResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The HTTP interface, from the few things that it shows. */
final class Endpoints {
    /**
     * Where answers come from; each may be asked by several threads at once.
     *
     * @param scrape Prometheus' text format
     * @param health by role
     * @param samples the champion's grid as PNG; none while version 0 serves
     */
    record Sources(
            Supplier<String> scrape,
            Supplier<SortedMap<String, RoleHealth>> health,
            Supplier<Optional<byte[]>> samples,
            Supplier<RegistryState> registry,
            Function<byte[], FileScorer.Result> scorer) {}

    private Endpoints() {}

    static Map<Route, Endpoint> of(Sources sources) {
        Map<Route, Endpoint> routes = new LinkedHashMap<>();
        routes.put(get("/"), file("text/html", "status.html"));
        routes.put(get("/status.js"), file("text/javascript", "status.js"));
        routes.put(get("/status.css"), file("text/css", "status.css"));
        routes.put(
                get("/metrics"),
                body -> HttpResponse.ok(
                        "text/plain; version=0.0.4; charset=utf-8",
                        sources.scrape().get().getBytes(StandardCharsets.UTF_8)));
        routes.put(get("/health/live"), body -> health(sources.health().get(), RoleHealth::live));
        routes.put(get("/health/ready"), body -> health(sources.health().get(), RoleHealth::ready));
        routes.put(get("/samples.png"), body -> samples(sources.samples().get()));
        routes.put(
                get("/models"),
                body -> HttpResponse.json(
                        HttpResponse.OK, ModelSummary.all(sources.registry().get())));
        routes.put(new Route("POST", "/score"), body -> score(sources.scorer().apply(body)));
        return routes;
    }

    private static Route get(String path) {
        return new Route("GET", path);
    }

    private static HttpResponse health(SortedMap<String, RoleHealth> roles, Predicate<RoleHealth> good) {
        boolean all = roles.values().stream().allMatch(good);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", all ? "up" : "down");
        body.put("roles", roles);
        return HttpResponse.json(all ? HttpResponse.OK : HttpResponse.UNAVAILABLE, body);
    }

    private static HttpResponse samples(Optional<byte[]> png) {
        return png.map(bytes -> HttpResponse.ok("image/png", bytes))
                .orElseGet(() -> HttpResponse.problem(
                        HttpResponse.NOT_FOUND, "no-samples", "version 0 serves; it has no generator"));
    }

    private static HttpResponse score(FileScorer.Result result) {
        if (result instanceof FileScorer.Result.Scored scored) {
            return HttpResponse.json(HttpResponse.OK, scored.verdict());
        }
        DecodeResult.Undecodable problem = ((FileScorer.Result.Refused) result).problem();
        boolean large = problem.reason() == DecodeResult.Reason.TOO_LARGE
                || problem.reason() == DecodeResult.Reason.TOO_MANY_PIXELS;
        return HttpResponse.problem(
                large ? HttpResponse.TOO_LARGE : HttpResponse.UNPROCESSABLE,
                problem.reason().text(),
                problem.message());
    }

    /** A part of the status page. */
    private static Endpoint file(String type, String name) {
        try (InputStream in = Endpoints.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the class path");
            }
            HttpResponse answer = HttpResponse.ok(type + "; charset=utf-8", in.readAllBytes());
            return body -> answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
