package io.gansieve.cli;

import java.io.Console;

/** What the program's output goes to. */
final class Terminal {
    /** Columns that lines keep to. */
    static final int WIDTH = 80;

    /** Takes away what stands on the cursor's line, by letters alone: the last column stays free, so that nothing wraps. */
    static final String CLEAR_LINE = "\r" + " ".repeat(WIDTH - 1) + "\r";

    private Terminal() {}

    /** Whether a person watches, on something that can move its cursor. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean present() {
        Console console = System.console();
        String kind = System.getenv().getOrDefault("TERM", "");
        return console != null && interactive(console) && !kind.isEmpty() && !kind.equals("dumb");
    }

    /** See https://no-color.org. */
    static boolean coloured() {
        return present() && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** From JDK 22 on there may be a console even for a file, which says so; before, there was one for terminals alone. */
    private static boolean interactive(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
