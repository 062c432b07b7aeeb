package io.gansieve.cli;

/** Who sits at this command line, for the registry's history. */
final class Person {
    private Person() {}

    static String name() {
        return System.getProperty("user.name", "");
    }
}
