package io.gansieve.cli;

/** Entry point of {@code gansieve bench}: the program's own command line with one more command. */
public final class BenchMain {
    private BenchMain() {}

    public static void main(String[] args) {
        System.exit(Main.commandLine()
                .addSubcommand(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }
}
