package io.gansieve.app;

import io.gansieve.config.GansieveConfig;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves endpoints by path and method over HTTP/1.1. Owns its threads; the owner closes it. */
final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int MAX_THREADS = 16;
    private static final int MAX_CONNECTIONS = 256;

    /** A path and method, as {@code GET /metrics}. */
    record Route(String method, String path) {}

    private final Server server;
    private final ServerConnector connector;
    private final HttpWorkers workers;

    private HttpServer(Server server, ServerConnector connector, HttpWorkers workers) {
        this.server = server;
        this.connector = connector;
        this.workers = workers;
    }

    static HttpServer start(GansieveConfig.Http config, Map<Route, Endpoint> routes, EventStream events)
            throws IOException {
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
        // Kafka and the stores need file descriptors, too.
        connector.addBean(new ConnectionLimit(MAX_CONNECTIONS));
        HttpWorkers workers = new HttpWorkers();
        server.setHandler(new Router(routes, events, Access.of(config), workers));
        server.setErrorHandler(Router::refuse);
        // Kept-alive connections of scrapers never end by themselves: no answer is worth waiting for them.
        server.setStopTimeout(0);
        HttpServer started = new HttpServer(server, connector, workers);
        try {
            server.start();
            return started;
        } catch (Exception e) {
            // Jetty declares all: a port that is taken, as a rule.
            keepInterrupt(e);
            started.close();
            throw new IOException(
                    "http.port: %s:%d: cannot listen (%s)".formatted(config.host(), config.port(), e.getMessage()), e);
        }
    }

    /** Where it listens; the port is the real one if 0 was asked for. */
    URI address() {
        String host = connector.getHost();
        String shown = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return URI.create("http://%s:%d".formatted(shown, connector.getLocalPort()));
    }

    @Override
    public void close() {
        workers.close();
        try {
            server.stop();
        } catch (Exception e) {
            // Jetty declares all; the process ends anyway.
            keepInterrupt(e);
            LOG.warn("the HTTP server did not stop cleanly: {}", e.toString());
        }
    }

    private static void keepInterrupt(Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
    }
}
