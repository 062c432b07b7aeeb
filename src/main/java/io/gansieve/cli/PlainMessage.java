package io.gansieve.cli;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.gansieve.image.Printable;

/** The message of a log line: what senders wrote may stand in it, and must neither steer a terminal nor look like lines of ours. */
public final class PlainMessage extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return Printable.line(event.getFormattedMessage());
    }
}
