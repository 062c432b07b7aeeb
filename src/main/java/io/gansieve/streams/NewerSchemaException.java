package io.gansieve.streams;

/** A value that a newer release wrote, of a schema that this one cannot read: it is not broken. */
final class NewerSchemaException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param what with its article, as {@code an example} */
    NewerSchemaException(String what, int newest, int found) {
        super("expected %s of schema at most %d, found %d, of a newer release".formatted(what, newest, found));
    }

    /** Passes what is of a known schema; 0, of a value from before schemas, counts as 1. */
    static int check(String what, int newest, int found) {
        if (found < 0 || found > newest) {
            throw new NewerSchemaException(what, newest, found);
        }
        return Math.max(1, found);
    }
}
