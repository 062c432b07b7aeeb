package io.gansieve.app;

import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Things to close, the last opened first; one that fails does not keep the others open. Not safe for several threads. */
final class Closing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final ArrayDeque<AutoCloseable> opened = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T resource) {
        opened.addFirst(resource);
        return resource;
    }

    @Override
    public void close() {
        boolean interrupted = false;
        while (!opened.isEmpty()) {
            try {
                opened.removeFirst().close();
            } catch (InterruptedException e) {
                // Told on at the end: the others are given their time to close.
                interrupted = true;
            } catch (Exception e) {
                // Whatever it is, the others are closed: a lock or a thread must not stay behind.
                LOG.warn("did not close cleanly: {}", e.toString());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
