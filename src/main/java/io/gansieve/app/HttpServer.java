package io.gansieve.app;

import io.gansieve.config.GansieveConfig;
import io.gansieve.image.ImageDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves endpoints by path and method over HTTP/1.1. Owns its threads; the owner closes it. */
final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int MAX_THREADS = 16;

    /** A path and method, as {@code GET /metrics}. */
    record Route(String method, String path) {}

    private final Server server;
    private final ServerConnector connector;

    private HttpServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    static HttpServer start(GansieveConfig.Http config, Map<Route, Endpoint> routes) throws IOException {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 4);
        threads.setName("http");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(config.host());
        connector.setPort(config.port());
        server.addConnector(connector);
        server.setHandler(new Router(Map.copyOf(routes)));
        // Kept-alive connections of scrapers never end by themselves: no answer is worth waiting for them.
        server.setStopTimeout(0);
        HttpServer started = new HttpServer(server, connector);
        try {
            server.start();
            return started;
        } catch (Exception e) {
            started.close();
            throw new IOException(
                    "http.port: %s:%d: cannot listen (%s)".formatted(config.host(), config.port(), e.getMessage()), e);
        }
    }

    /** Where it listens; the port is the real one if 0 was asked for. */
    URI address() {
        return URI.create("http://%s:%d".formatted(connector.getHost(), connector.getLocalPort()));
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("the HTTP server did not stop cleanly: {}", e.toString());
        }
    }

    /** Finds the endpoint of a request; what has none is answered in JSON, too. */
    private static final class Router extends Handler.Abstract {
        private final Map<Route, Endpoint> routes;

        private Router(Map<Route, Endpoint> routes) {
            this.routes = routes;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws IOException {
            boolean head = request.getMethod().equals("HEAD");
            HttpResponse answer = answer(request, head ? "GET" : request.getMethod());
            response.setStatus(answer.status());
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
            response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(answer.body()), callback);
            return true;
        }

        private HttpResponse answer(Request request, String method) throws IOException {
            String path = Request.getPathInContext(request);
            Endpoint endpoint = routes.get(new Route(method, path));
            if (endpoint == null) {
                return routes.keySet().stream().anyMatch(route -> route.path().equals(path))
                        ? HttpResponse.problem(
                                HttpResponse.METHOD_NOT_ALLOWED, "method-not-allowed", method + " " + path)
                        : HttpResponse.problem(HttpResponse.NOT_FOUND, "not-found", path);
            }
            if (request.getLength() > ImageDecoder.MAX_BYTES) {
                return tooLarge();
            }
            byte[] body = body(request);
            return body.length > ImageDecoder.MAX_BYTES ? tooLarge() : guarded(endpoint, body, path);
        }

        /** At most one byte over the limit is read. */
        private static byte[] body(Request request) throws IOException {
            try (InputStream in = Content.Source.asInputStream(request)) {
                return in.readNBytes(ImageDecoder.MAX_BYTES + 1);
            }
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
}
