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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.QuietException;
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

    /** Of a body that is on its way, and what it must come with on average after the grace: a thread waits for it. */
    private static final Duration BODY_SILENCE = Duration.ofSeconds(5);

    private static final Duration BODY_GRACE = Duration.ofSeconds(10);
    private static final int BODY_BYTES_PER_SECOND = 32 << 10;

    /** Paths whose answers a network computes; they take turns. */
    private static final Set<String> COMPUTED = Set.of("/score", "/occlusion");

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
    private final Access access;
    private final HttpWorkers workers;

    /** @param workers of the server; it closes them */
    Router(Map<HttpServer.Route, Endpoint> routes, EventStream events, Access access, HttpWorkers workers) {
        this.routes = Map.copyOf(routes);
        this.events = events;
        this.access = access;
        this.workers = workers;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        boolean head = request.getMethod().equals("HEAD");
        String method = head ? "GET" : request.getMethod();
        String path = Request.getPathInContext(request);
        Optional<HttpResponse> refusal = access.refusal(request, path);
        Runnable answering = () -> answer(request, method, path, response, callback);
        if (refusal.isPresent()) {
            write(refusal.get(), head, response, callback);
        } else if (EVENTS.equals(new HttpServer.Route(request.getMethod(), path))) {
            stream(request, response, callback);
        } else if (Access.isHealth(path)) {
            answering.run();
        } else if (!workers.run(method.equals("POST"), answering)) {
            write(busy("too many wait already"), head, response, callback);
        }
        return true;
    }

    private void answer(Request request, String method, String path, Response response, Callback callback) {
        try {
            write(answer(request, method, path), request.getMethod().equals("HEAD"), response, callback);
        } catch (IOException | RuntimeException e) {
            // Mostly a client that went away while it was sending, which it may do all day. Whatever it is ends this
            // request alone, and is no line of the log.
            LOG.debug("{} ended", path, e);
            callback.failed(new QuietException.Exception(e));
        }
    }

    private static HttpResponse busy(String message) {
        return HttpResponse.problem(HttpResponse.UNAVAILABLE, "busy", message).with("Retry-After", "1");
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
        Endpoint endpoint = routes.get(new HttpServer.Route(method, path));
        if (endpoint == null) {
            return withoutEndpoint(method, path);
        }
        if (!method.equals("POST")) {
            return guarded(endpoint, new HttpRequest(query(request), new byte[0]), path);
        }
        if (request.getLength() > ImageDecoder.MAX_BYTES) {
            return tooLarge(request);
        }
        Optional<byte[]> body = patiently(request);
        if (body.isEmpty()) {
            return HttpResponse.problem(
                    HttpResponse.REQUEST_TIMEOUT,
                    "too-slow",
                    "a body must come with %d bytes a second".formatted(BODY_BYTES_PER_SECOND));
        }
        return body.get().length > ImageDecoder.MAX_BYTES
                ? tooLarge(request)
                : inTurn(endpoint, new HttpRequest(query(request), body.get()), path);
    }

    private HttpResponse inTurn(Endpoint endpoint, HttpRequest request, String path) {
        if (!COMPUTED.contains(path)) {
            return guarded(endpoint, request, path);
        }
        if (!workers.takeTurn()) {
            return busy("other images are being scored");
        }
        try {
            return guarded(endpoint, request, path);
        } finally {
            workers.giveTurnBack();
        }
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

    /** A client that falls silent over its body loses the connection sooner than one that is between requests. */
    private static Optional<byte[]> patiently(Request request) throws IOException {
        EndPoint connection = request.getConnectionMetaData().getConnection().getEndPoint();
        long usual = connection.getIdleTimeout();
        connection.setIdleTimeout(BODY_SILENCE.toMillis());
        try {
            return body(request);
        } finally {
            connection.setIdleTimeout(usual);
        }
    }

    /** Little more than the limit is read: what is longer is refused without waiting for its rest. Empty if it comes too slowly. */
    private static Optional<byte[]> body(Request request) throws IOException {
        InputStream in = Content.Source.asInputStream(request);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] part = new byte[PART_BYTES];
        long start = System.nanoTime();
        int read = 0;
        while (read >= 0 && body.size() <= ImageDecoder.MAX_BYTES) {
            if (tooSlow(body.size(), System.nanoTime() - start)) {
                return Optional.empty();
            }
            read = in.read(part);
            body.write(part, 0, Math.max(read, 0));
        }
        return Optional.of(body.toByteArray());
    }

    private static boolean tooSlow(long bytes, long nanos) {
        return nanos > BODY_GRACE.toNanos() + (TimeUnit.SECONDS.toNanos(bytes) / BODY_BYTES_PER_SECOND);
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
