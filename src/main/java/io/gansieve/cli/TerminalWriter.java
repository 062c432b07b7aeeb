package io.gansieve.cli;

import io.gansieve.image.Printable;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * What every command prints to. A line holds nothing but printable text, whoever wrote it: {@code println} replaces all else. What
 * {@code print} gets is the program's own: line breaks, carriage returns and escape sequences pass, and nothing else that steers a
 * terminal.
 */
final class TerminalWriter extends PrintWriter {
    private static final String OWN = "\n\r\t\u001b";

    TerminalWriter(PrintWriter out) {
        super(out, true);
    }

    @Override
    public void println(@Nullable String line) {
        super.println(Printable.line(String.valueOf(line)));
    }

    @Override
    public void println(@Nullable Object value) {
        println(String.valueOf(value));
    }

    @Override
    public void println(char[] line) {
        println(String.valueOf(line));
    }

    @Override
    public void println(char character) {
        println(String.valueOf(character));
    }

    @Override
    public void write(String text, int offset, int length) {
        String plain = Printable.without(text.substring(offset, offset + length), OWN);
        super.write(plain, 0, plain.length());
    }

    @Override
    public void write(char[] text, int offset, int length) {
        write(new String(text, offset, length), 0, length);
    }

    @Override
    public void write(int character) {
        write(String.valueOf((char) character), 0, 1);
    }
}
