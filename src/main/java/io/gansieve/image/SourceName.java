package io.gansieve.image;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The rule for the names of who made an image. They come from outside, and become keys of stores, entries of reports and labels of
 * metrics: 1 to {@value #MAX_BYTES} bytes as UTF-8, printable, no spaces at either end.
 *
 * <p>The program's own generators and its sums over sources have names, too. Where both stand side by side (replay, gate, reports,
 * metrics, {@code trainedAgainst}), a name from outside that is one of those is written {@code outside:gan}: see {@link #outside}.
 */
public final class SourceName {
    /** Of a name as UTF-8: 100 Latin letters, 33 Chinese characters. */
    public static final int MAX_BYTES = 100;

    /** Every generated image together, whoever made it. */
    public static final String ALL = "all";

    /** Those sources that have no name of their own. */
    public static final String OTHER = "other";

    private static final String OUTSIDE = "outside:";

    /** Names of sums, and of all own generators: {@code Forger} lies above this package, so a test holds them equal. */
    private static final Set<String> OWN =
            Set.of(ALL, OTHER, "gan", "vae", "gmm", "wgan", "wgan-gp", "diffusion", "autoregressive");

    private static final int MAX_SHOWN = 40;
    private static final char REPLACEMENT = '\ufffd';

    private SourceName() {}

    /** The name without spaces around it; {@link IllegalArgumentException} states the rule that it breaks. */
    public static String of(String text) {
        return of("source", text);
    }

    /**
     * The same rule for another name from outside, as that of who says a label.
     *
     * @param what the field, for the message
     */
    public static String of(String what, String text) {
        // Before anything is made of it: it may be a megabyte.
        if (text.length() > 2 * MAX_BYTES) {
            throw tooLong(what, text, text.length() + " characters");
        }
        text.codePoints().filter(point -> !isPrintable(point)).findFirst().ifPresent(point -> {
            throw new IllegalArgumentException(
                    "%s must be printable, without U+%04X: %s".formatted(what, point, shown(text)));
        });
        String name = text.strip();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("%s must not be blank: '%s'".formatted(what, text));
        }
        int bytes = bytes(name);
        if (bytes > MAX_BYTES) {
            throw tooLong(what, name, bytes + " bytes");
        }
        return name;
    }

    /**
     * A name that keeps the rule, from one that was stored when the rule was another: cut where it is too long, with U+FFFD for what
     * is not printable, and {@link LabeledImage#UNKNOWN_SOURCE} where nothing is left.
     */
    public static String bounded(String text) {
        StringBuilder name = new StringBuilder();
        int bytes = 0;
        for (int i = 0; i < text.length() && bytes <= MAX_BYTES; i += Character.charCount(text.codePointAt(i))) {
            int point = isPrintable(text.codePointAt(i)) ? text.codePointAt(i) : REPLACEMENT;
            bytes += bytes(Character.toString(point));
            if (bytes <= MAX_BYTES) {
                name.appendCodePoint(point);
            }
        }
        String stripped = name.toString().strip();
        return stripped.isEmpty() ? LabeledImage.UNKNOWN_SOURCE : stripped;
    }

    /**
     * What a source from outside is called beside the program's own generators: as it is, but {@code outside:NAME} where the program
     * itself has that name or it begins with {@code outside:}, so that no two sources share one. {@link #OTHER} in the place of
     * what would then be too long.
     *
     * @param name that keeps the rule
     */
    public static String outside(String name) {
        if (!OWN.contains(name) && !name.startsWith(OUTSIDE)) {
            return name;
        }
        String prefixed = OUTSIDE + name;
        return bytes(prefixed) <= MAX_BYTES ? prefixed : OTHER;
    }

    /** Also none that nobody sees, as marks that turn the direction of writing: two names must differ to the eye. */
    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static IllegalArgumentException tooLong(String what, String name, String length) {
        return new IllegalArgumentException(
                "%s must have at most %d bytes as UTF-8: %s, %s".formatted(what, MAX_BYTES, shown(name), length));
    }

    /** Its start, for a message. */
    private static String shown(String text) {
        String start = bounded(text.substring(0, Math.min(text.length(), MAX_SHOWN)));
        return text.length() > MAX_SHOWN ? "'" + start + "…'" : "'" + start + "'";
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
