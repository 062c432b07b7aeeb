package io.gansieve.image;

import java.util.Locale;

/**
 * Text from outside, for terminals, log lines and pages: with nothing in it that steers them or that nobody sees. That are control
 * characters of every plane (U+001B, U+009B), format characters (which turn the direction of writing, join, or are of no width),
 * separators of lines and paragraphs, halves of surrogate pairs, and code points for private use or of no meaning.
 */
public final class Printable {
    private static final char REPLACEMENT = '?';

    private Printable() {}

    /** Whether a code point shows as one character, or as a space, and does nothing else. */
    public static boolean is(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** One line: a question mark for each code point that is not printable, a space for a tab. */
    public static String line(String text) {
        return without(text, "");
    }

    /** As {@link #line}, but for the control characters in {@code kept}, which the program itself put there. */
    public static String without(String text, String kept) {
        if (text.codePoints().allMatch(point -> is(point))) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(point -> plain.appendCodePoint(plain(point, kept)));
        return plain.toString();
    }

    private static int plain(int point, String kept) {
        if (is(point) || kept.indexOf(point) >= 0) {
            return point;
        }
        return point == '\t' ? ' ' : REPLACEMENT;
    }

    /** The same JSON with what is not printable as {@code \}{@code u} and four digits a unit of UTF-16; its strings stay equal. */
    public static String json(String json) {
        if (json.codePoints().allMatch(point -> is(point))) {
            return json;
        }
        StringBuilder escaped = new StringBuilder(json.length() + 16);
        json.codePoints().forEach(point -> {
            if (is(point)) {
                escaped.appendCodePoint(point);
            } else {
                for (char unit : Character.toChars(point)) {
                    escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        });
        return escaped.toString();
    }
}
