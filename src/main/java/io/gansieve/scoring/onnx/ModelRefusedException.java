package io.gansieve.scoring.onnx;

import java.io.Serial;

/** A model that must not be used. The message says what was expected and found, in printable ASCII. */
public final class ModelRefusedException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int MOST_QUOTED = 40;

    private final Refusal refusal;

    public ModelRefusedException(Refusal refusal, String message) {
        super(message);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }

    /** What {@code failure} is refused for: {@link Refusal#CONTRACT} for all that the check of files does not say itself. */
    public static Refusal of(RuntimeException failure) {
        return failure instanceof ModelRefusedException refused ? refused.refusal() : Refusal.CONTRACT;
    }

    static ModelRefusedException malformed(String message) {
        return new ModelRefusedException(Refusal.MALFORMED, message);
    }

    static ModelRefusedException unbounded(String message) {
        return new ModelRefusedException(Refusal.UNBOUNDED, message);
    }

    /** A name out of a file, short and printable. */
    static String quoted(String name) {
        String start = name.substring(0, Math.min(MOST_QUOTED, name.length())).replaceAll("[^ -~]", "?");
        return "'" + start + (name.length() > MOST_QUOTED ? "...'" : "'");
    }
}
