package io.gansieve.app;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * One who watches. What is sent while a write is under way is queued and goes out as one with the next; whoever lets more than the
 * bound queue up is cut off. Safe for any thread; no call blocks.
 */
final class EventClient {
    /** All that a new client gets, 500 rounds and 24 pictures, fits in twice. */
    static final int MAX_QUEUED_BYTES = 1 << 20;

    private final Response response;
    private final EndPoint connection;
    private final Callback callback;
    private final Consumer<EventClient> onClose;
    private ByteArrayOutputStream queued = new ByteArrayOutputStream();
    private boolean writing;
    private boolean closed;

    /** @param onClose called once */
    EventClient(Request request, Response response, Callback callback, Consumer<EventClient> onClose) {
        this.response = response;
        this.connection = request.getConnectionMetaData().getConnection().getEndPoint();
        this.callback = callback;
        this.onClose = onClose;
    }

    void send(byte[] bytes) {
        boolean slow;
        synchronized (this) {
            if (closed) {
                return;
            }
            slow = queued.size() + bytes.length > MAX_QUEUED_BYTES;
            if (!slow) {
                queued.writeBytes(bytes);
            }
        }
        if (slow) {
            // The write under way fails by this, and ends the request.
            connection.close();
        } else {
            writeNext();
        }
    }

    /** Ends the request without a word more. */
    void cutOff(Throwable reason) {
        connection.close();
        failed(reason);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private void writeNext() {
        ByteBuffer next;
        synchronized (this) {
            if (closed || writing || queued.size() == 0) {
                return;
            }
            writing = true;
            next = ByteBuffer.wrap(queued.toByteArray());
            queued = new ByteArrayOutputStream();
        }
        response.write(false, next, Callback.from(this::written, this::failed));
    }

    private void written() {
        synchronized (this) {
            writing = false;
        }
        writeNext();
    }

    private void failed(Throwable reason) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            queued = new ByteArrayOutputStream();
        }
        onClose.accept(this);
        callback.failed(reason);
    }
}
