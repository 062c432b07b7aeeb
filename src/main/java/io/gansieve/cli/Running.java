package io.gansieve.cli;

import io.gansieve.app.Service;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A service bound to this process: a signal closes it before the process ends. Closed once, by whoever comes first.
 */
final class Running implements AutoCloseable {
    private final Service service;
    private final Runnable afterwards;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Running(Service service, Runnable afterwards) {
        this.service = service;
        this.afterwards = afterwards;
    }

    static Running of(Service service) {
        return of(service, () -> {});
    }

    /** @param afterwards runs once the service is closed */
    static Running of(Service service, Runnable afterwards) {
        Running running = new Running(service, afterwards);
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
            afterwards.run();
        }
    }
}
