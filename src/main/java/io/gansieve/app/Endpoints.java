package io.gansieve.app;

import io.gansieve.app.HttpServer.Route;
import io.gansieve.image.DecodeResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
        byte[] page = page();
        Map<Route, Endpoint> routes = new LinkedHashMap<>();
        routes.put(get("/"), body -> new HttpResponse(HttpResponse.OK, "text/html; charset=utf-8", page));
        routes.put(
                get("/metrics"),
                body -> HttpResponse.text(
                        "text/plain; version=0.0.4; charset=utf-8",
                        sources.scrape().get()));
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
        return png.map(bytes -> new HttpResponse(HttpResponse.OK, "image/png", bytes))
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

    private static byte[] page() {
        try (InputStream in = Endpoints.class.getResourceAsStream("status.html")) {
            if (in == null) {
                throw new IllegalStateException("the status page is missing from the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
