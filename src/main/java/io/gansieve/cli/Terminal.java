package io.gansieve.cli;

/** What the program's output goes to. */
final class Terminal {
    private Terminal() {}

    /** Whether a person watches, on something that can move its cursor. From JDK 22 on there is a console even for a file. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean present() {
        String kind = System.getenv().getOrDefault("TERM", "");
        return System.console() != null && !kind.isEmpty() && !kind.equals("dumb");
    }

    /** See https://no-color.org. */
    static boolean coloured() {
        return present() && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    }
}
