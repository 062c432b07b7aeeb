package io.gansieve.app;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.IdleTimeout;

/**
 * Bounds the connections of a server without shutting anybody out: each one over the bound closes the one on which nothing has
 * happened for the longest time. Whoever asks for health as soon as connected is answered, however many connections are held open
 * beside. Safe for any thread.
 */
final class ConnectionLimit implements Connection.Listener {
    private final int most;

    /** At most one more than the bound, between the arrival of one and the end of another. */
    private final Set<EndPoint> open = ConcurrentHashMap.newKeySet();

    ConnectionLimit(int most) {
        this.most = most;
    }

    @Override
    public void onOpened(Connection connection) {
        EndPoint arrived = connection.getEndPoint();
        open.add(arrived);
        if (open.size() > most) {
            open.stream()
                    .filter(other -> !other.equals(arrived))
                    .max(Comparator.comparingLong(ConnectionLimit::idleMillis))
                    .ifPresent(this::end);
        }
    }

    /** Counted no longer at once: what ends of it by and by, such as its request, needs no place here. */
    private void end(EndPoint longest) {
        open.remove(longest);
        longest.close();
    }

    private static long idleMillis(EndPoint connection) {
        return connection instanceof IdleTimeout timed ? timed.getIdleFor() : 0;
    }

    @Override
    public void onClosed(Connection connection) {
        open.remove(connection.getEndPoint());
    }
}
