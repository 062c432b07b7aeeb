package io.gansieve.cli;

/** Entry point of {@code gansieve}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {}
}
