package io.gansieve.cli;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import io.gansieve.image.Printable;

/**
 * A stack trace below a log line. Messages of exceptions may hold what senders wrote, with line breaks: no line of them but the first
 * begins at the margin, as log lines do.
 */
public final class PlainStackTrace extends ThrowableProxyConverter {
    private static final String OWN = "\n\t";

    /** Everything that is neither a frame nor the cause's first line. */
    private static final String CONTINUED = "\n(?!\t|Caused by: |$)";

    @Override
    protected String throwableProxyToString(IThrowableProxy thrown) {
        String trace = super.throwableProxyToString(thrown).replace("\r\n", "\n");
        return Printable.without(trace, OWN).replaceAll(CONTINUED, "\n\t| ");
    }
}
