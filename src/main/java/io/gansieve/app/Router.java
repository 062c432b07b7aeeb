package io.gansieve.app;

import io.gansieve.image.codec.ImageDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the endpoint of a request; what has none, or may not be asked, is answered in JSON, too. Paths are compared as a whole
 * after Jetty has decoded and normalised them, and name no file.
 */
final class Router extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    private static final int PART_BYTES = 64 << 10;
    private static final Duration PASSED_OVER = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(1);

    /**
     * Open to anybody, as is the status page, which holds no data and asks its user for the token: whoever probes has none, and
     * learns nothing but up or down.
     */
    private static final String HEALTH = "/health/";

    /** Nothing is framed, sniffed, stored or loaded from elsewhere; pictures also come inside of answers. */
    static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
                    + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cache-Control",
            "no-store");

    private static final HttpServer.Route EVENTS = new HttpServer.Route("GET", "/events");

    private final Map<HttpServer.Route, Endpoint> routes;
    private final EventStream events;
    private final Optional<BearerToken> token;

    Router(Map<HttpServer.Route, Endpoint> routes, EventStream events, Optional<BearerToken> token) {
        this.routes = Map.copyOf(routes);
        this.events = events;
        this.token = token;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        boolean head = request.getMethod().equals("HEAD");
        String path = Request.getPathInContext(request);
        if (EVENTS.equals(new HttpServer.Route(request.getMethod(), path)) && authorized(request, path)) {
            stream(request, response, callback);
        } else {
            write(answer(request, head ? "GET" : request.getMethod(), path), head, response, callback);
        }
        return true;
    }

    private void stream(Request request, Response response, Callback callback) {
        if (!events.open(request, response, callback)) {
            HttpResponse full = HttpResponse.problem(HttpResponse.UNAVAILABLE, "busy", "too many watch already")
                    .with("Retry-After", "30");
            write(full, false, response, callback);
        }
    }

    /** What Jetty refuses by itself, such as a request that is none, in the same form as all other problems. */
    static boolean refuse(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        String reason = status >= HttpResponse.FAILED ? "failed" : "bad-request";
        write(HttpResponse.problem(status, reason, HttpStatus.getMessage(status)), false, response, callback);
        return true;
    }

    private static void write(HttpResponse answer, boolean head, Response response, Callback callback) {
        response.setStatus(answer.status());
        HEADERS.forEach(response.getHeaders()::put);
        answer.headers().forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
        response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(answer.body()), callback);
    }

    private HttpResponse answer(Request request, String method, String path) throws IOException {
        if (!authorized(request, path)) {
            return HttpResponse.problem(HttpResponse.UNAUTHORIZED, "unauthorized", "a bearer token is required")
                    .with("WWW-Authenticate", "Bearer realm=\"gansieve\"");
        }
        Endpoint endpoint = routes.get(new HttpServer.Route(method, path));
        if (endpoint == null) {
            return withoutEndpoint(method, path);
        }
        if (request.getLength() > ImageDecoder.MAX_BYTES) {
            return tooLarge(request);
        }
        byte[] body = method.equals("POST") ? body(request) : new byte[0];
        return body.length > ImageDecoder.MAX_BYTES
                ? tooLarge(request)
                : guarded(endpoint, new HttpRequest(query(request), body), path);
    }

    private boolean authorized(Request request, String path) {
        return token.isEmpty()
                || path.startsWith(HEALTH)
                || Endpoints.PAGE.containsKey(path)
                || token.get().isIn(request.getHeaders().get(HttpHeader.AUTHORIZATION));
    }

    /** A query that cannot be decoded is as good as none. */
    private static Map<String, String> query(Request request) {
        Map<String, String> query = new HashMap<>();
        try {
            Request.extractQueryParameters(request).forEach(field -> query.put(field.getName(), lastOf(field)));
        } catch (IllegalArgumentException | IllegalStateException | HttpException.RuntimeException e) {
            // What Jetty says of bytes that are no UTF-8, of broken escapes and of too many parameters.
            LOG.debug("query of {} passed over", request, e);
        }
        return query;
    }

    private static String lastOf(Fields.Field field) {
        List<String> values = field.getValues();
        return values.isEmpty() ? "" : String.valueOf(values.get(values.size() - 1));
    }

    private HttpResponse withoutEndpoint(String method, String path) {
        if (path.equals(EVENTS.path())) {
            return notAllowed(method, path, EVENTS.method());
        }
        TreeSet<String> allowed = new TreeSet<>();
        routes.keySet().stream()
                .filter(route -> route.path().equals(path))
                .forEach(route -> allowed.add(route.method()));
        if (allowed.isEmpty()) {
            return HttpResponse.problem(HttpResponse.NOT_FOUND, "not-found", path);
        }
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        return notAllowed(method, path, String.join(", ", allowed));
    }

    private static HttpResponse notAllowed(String method, String path, String allowed) {
        return HttpResponse.problem(HttpResponse.METHOD_NOT_ALLOWED, "method-not-allowed", method + " " + path)
                .with("Allow", allowed);
    }

    /** Little more than the limit is read: what is longer is refused without waiting for its rest. */
    private static byte[] body(Request request) throws IOException {
        InputStream in = Content.Source.asInputStream(request);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] part = new byte[PART_BYTES];
        int read = 0;
        while (read >= 0 && body.size() <= ImageDecoder.MAX_BYTES) {
            read = in.read(part);
            body.write(part, 0, Math.max(read, 0));
        }
        return body.toByteArray();
    }

    private static HttpResponse tooLarge(Request request) {
        passOver(request);
        return HttpResponse.problem(
                HttpResponse.TOO_LARGE,
                "too-large",
                "an image may have %d bytes at most".formatted(ImageDecoder.MAX_BYTES));
    }

    /**
     * Drops what still comes, for a while and up to twice the limit: an answer to a client that is sending is lost with the
     * connection's reset.
     */
    private static void passOver(Request request) {
        long end = System.nanoTime() + PASSED_OVER.toNanos();
        long left = 2L * ImageDecoder.MAX_BYTES;
        boolean more = true;
        while (more && left > 0 && System.nanoTime() < end) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                LockSupport.parkNanos(PAUSE.toNanos());
            } else {
                left -= chunk.remaining();
                more = !chunk.isLast() && !Content.Chunk.isFailure(chunk);
                chunk.release();
            }
        }
    }

    private static HttpResponse guarded(Endpoint endpoint, HttpRequest request, String path) {
        try {
            return endpoint.answer(request);
        } catch (RuntimeException e) {
            // Whatever an endpoint throws ends its request alone: endpoints read what the process holds and give orders
            // by clients of their own, and take no part in a topology's transactions.
            LOG.error("{} failed", path, e);
            return HttpResponse.problem(
                    HttpResponse.FAILED, "failed", e.getClass().getSimpleName());
        }
    }
}
