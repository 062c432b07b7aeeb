package io.gansieve.cli;

import io.gansieve.app.Service;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service bound to this process: a signal closes it before the process ends, and the process ends in time whether or not that
 * is done. Closed once, by whoever comes first.
 */
final class Running implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    private final Service service;
    private final Runnable afterwards;
    private boolean closed;

    private Running(Service service, Runnable afterwards) {
        this.service = service;
        this.afterwards = afterwards;
    }

    /**
     * @param limit from a signal to the end of the process; what is not committed by then is done again after the next start
     * @param afterwards runs once the service is closed
     */
    static Running of(Service service, Duration limit, Runnable afterwards) {
        Running running = new Running(service, afterwards);
        Signals.handle(status -> running.end(limit, status));
        return running;
    }

    Service service() {
        return service;
    }

    /** Returns when an application has ended by itself. */
    void awaitFailure() throws InterruptedException {
        service.awaitFailure();
    }

    private void end(Duration limit, int status) {
        TimeLimit.run(limit, () -> exit(status), () -> {
            LOG.warn("not closed within {} s; ending as if killed", limit.toSeconds());
            Runtime.getRuntime().halt(1);
        });
    }

    /** Holds whoever else would close until the process has ended. */
    private synchronized void exit(int status) {
        close();
        System.exit(status);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            service.close();
            afterwards.run();
        }
    }
}
