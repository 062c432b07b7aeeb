package io.gansieve.app;

import io.gansieve.scoring.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Sends server-sent events (WHATWG HTML, section 9.2) to a bounded number of clients. Nobody waits for a client: each has a bounded
 * queue, and one that does not keep up is cut off. Safe for any thread.
 */
final class EventStream {
    static final int MAX_CLIENTS = 32;

    /** Of one address: nobody takes all places. Behind a proxy all share one. */
    static final int MAX_OF_ADDRESS = 16;

    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final Set<EventClient> clients = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();

    /** Those who are connected, by address: at most {@link #MAX_CLIENTS} entries. */
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

    private final Consumer<EventClient> welcome;

    /** An event as it goes over the wire. */
    record Event(String name, Object data) {
        byte[] bytes() {
            return "event: %s\ndata: %s\n\n".formatted(name, Json.text(data)).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** @param welcome sends a new client what came before it, and then calls {@link #join}; must not block */
    EventStream(Consumer<EventClient> welcome) {
        this.welcome = welcome;
    }

    /**
     * Answers a request with the stream.
     *
     * @return false if there are too many clients; then nothing was written
     */
    boolean open(Request request, Response response, Callback callback) {
        String address = Request.getRemoteAddr(request);
        if (!enter(address)) {
            return false;
        }
        response.setStatus(HttpResponse.OK);
        Router.HEADERS.forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        EventClient client = new EventClient(request, response, callback, gone -> left(gone, address));
        client.send(HEARTBEAT);
        welcome.accept(client);
        return true;
    }

    private boolean enter(String address) {
        if (open.incrementAndGet() > MAX_CLIENTS) {
            open.decrementAndGet();
            return false;
        }
        if (byAddress.merge(address, 1, Integer::sum) > MAX_OF_ADDRESS) {
            leave(address);
            return false;
        }
        return true;
    }

    private void leave(String address) {
        byAddress.computeIfPresent(address, (any, count) -> count > 1 ? count - 1 : null);
        open.decrementAndGet();
    }

    /** From now on the client gets what is sent to all. */
    void join(EventClient client) {
        clients.add(client);
        if (client.isClosed()) {
            clients.remove(client);
        }
    }

    void send(List<Event> events) {
        if (!clients.isEmpty()) {
            events.stream().map(Event::bytes).forEach(bytes -> clients.forEach(client -> client.send(bytes)));
        }
    }

    /** Keeps proxies and Jetty from closing streams on which nothing happens, and finds out who is gone. */
    void heartbeat() {
        clients.forEach(client -> client.send(HEARTBEAT));
    }

    int watchers() {
        return open.get();
    }

    private void left(EventClient client, String address) {
        leave(address);
        clients.remove(client);
    }
}
