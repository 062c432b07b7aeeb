package io.gansieve.app;

import io.gansieve.image.ImageDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the endpoint of a request; what has none, or may not be asked, is answered in JSON, too. Paths are compared as a whole
 * after Jetty has decoded and normalised them, and name no file.
 */
final class Router extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    private static final int PART_BYTES = 64 << 10;

    /** Open to anybody: whoever probes has no token, and learns nothing but up or down. */
    private static final String HEALTH = "/health/";

    /** Nothing is framed, sniffed, stored or loaded from elsewhere. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
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

    private final Map<HttpServer.Route, Endpoint> routes;
    private final Optional<BearerToken> token;

    Router(Map<HttpServer.Route, Endpoint> routes, Optional<BearerToken> token) {
        this.routes = Map.copyOf(routes);
        this.token = token;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        boolean head = request.getMethod().equals("HEAD");
        HttpResponse answer = answer(request, head ? "GET" : request.getMethod());
        write(answer, head, response, callback);
        return true;
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

    private HttpResponse answer(Request request, String method) throws IOException {
        String path = Request.getPathInContext(request);
        if (!path.startsWith(HEALTH) && !authorized(request)) {
            return HttpResponse.problem(HttpResponse.UNAUTHORIZED, "unauthorized", "a bearer token is required")
                    .with("WWW-Authenticate", "Bearer realm=\"gansieve\"");
        }
        Endpoint endpoint = routes.get(new HttpServer.Route(method, path));
        if (endpoint == null) {
            return withoutEndpoint(method, path);
        }
        if (request.getLength() > ImageDecoder.MAX_BYTES) {
            return tooLarge();
        }
        byte[] body = method.equals("POST") ? body(request) : new byte[0];
        return body.length > ImageDecoder.MAX_BYTES ? tooLarge() : guarded(endpoint, body, path);
    }

    private boolean authorized(Request request) {
        return token.isEmpty() || token.get().isIn(request.getHeaders().get(HttpHeader.AUTHORIZATION));
    }

    private HttpResponse withoutEndpoint(String method, String path) {
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
        return HttpResponse.problem(HttpResponse.METHOD_NOT_ALLOWED, "method-not-allowed", method + " " + path)
                .with("Allow", String.join(", ", allowed));
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

    private static HttpResponse tooLarge() {
        return HttpResponse.problem(
                HttpResponse.TOO_LARGE,
                "too-large",
                "an image may have %d bytes at most".formatted(ImageDecoder.MAX_BYTES));
    }

    private static HttpResponse guarded(Endpoint endpoint, byte[] body, String path) {
        try {
            return endpoint.answer(body);
        } catch (RuntimeException e) {
            LOG.error("{} failed", path, e);
            return HttpResponse.problem(
                    HttpResponse.FAILED, "failed", e.getClass().getSimpleName());
        }
    }
}
