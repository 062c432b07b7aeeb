package io.gansieve.cli;

import io.gansieve.app.Service;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A service bound to this process: a signal closes it before the process ends. Closed once, by whoever comes first.
 */
final class Running implements AutoCloseable {
    private final Service service;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Running(Service service) {
        this.service = service;
    }

    static Running of(Service service) {
        Running running = new Running(service);
        Runtime.getRuntime().addShutdownHook(new Thread(running::close, "shutdown"));
        return running;
    }

    Service service() {
        return service;
    }

    /** Returns when an application has ended by itself. */
    void awaitFailure() throws InterruptedException {
        service.awaitFailure();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            service.close();
        }
    }
}
