package io.gansieve.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.gansieve.gan.RoundResult;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a round did, as one record of the rounds topic: at most 256 KiB as JSON, whatever sources and failures say.
 *
 * @param version that the round made; 0 if it made none
 * @param reason one line, cut to {@value #MAX_REASON} characters; empty for a promoted version
 * @param result losses and schedules; absent if the round failed before it had any
 * @param gate absent if no version was made
 * @param coverage of the generators after the round; absent if no version was made
 */
public record RoundReport(
        int schema,
        long round,
        Outcome outcome,
        String reason,
        long version,
        Optional<RoundResult> result,
        Optional<GateReport> gate,
        Optional<RoundCoverage> coverage,
        String imagesDigest,
        Instant startedAt,
        double seconds) {
    public static final int SCHEMA = 1;

    static final int MAX_REASON = 8_000;

    public RoundReport {
        reason = cut(reason, MAX_REASON);
    }

    /** The text, or its start with an ellipsis: at most so many characters, and no half of a pair of them, which is no JSON. */
    public static String cut(String text, int characters) {
        if (text.length() <= characters) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(characters - 2)) ? characters - 2 : characters - 1;
        return text.substring(0, end) + "…";
    }

    /**
     * Of a round that made a version.
     *
     * @param whyNot why the version does not become champion; empty if it does
     */
    public static RoundReport of(RoundRequest request, RoundOutcome.Healthy healthy, String whyNot) {
        return new RoundReport(
                SCHEMA,
                request.round(),
                whyNot.isEmpty() ? Outcome.PROMOTED : Outcome.REJECTED,
                whyNot,
                request.version(),
                Optional.of(healthy.result()),
                Optional.of(healthy.model().version().gate()),
                healthy.coverage(),
                request.images().digest(),
                request.startedAt(),
                healthy.seconds());
    }

    /** Of a round that made none. */
    public static RoundReport of(RoundRequest request, RoundOutcome.Failed failed) {
        return new RoundReport(
                SCHEMA,
                request.round(),
                failed.outcome(),
                failed.reason(),
                0,
                failed.result(),
                Optional.empty(),
                Optional.empty(),
                request.images().digest(),
                request.startedAt(),
                failed.seconds());
    }

    /** How a round ended. */
    public enum Outcome {
        /** Its version became champion. */
        PROMOTED,
        /** Its version brings nothing new and was not published; its state is kept. */
        UNCHANGED,
        /** Its version did not pass the gate. */
        REJECTED,
        /** An exception ended it; this says nothing of the losses. */
        CRASHED,
        /** A loss or a parameter is no number. */
        DIVERGED,
        /** The generator's samples became all but one image. */
        COLLAPSED,
        /** One that a newer release has: read, never given. */
        OTHER;

        /** Those that a round of this release can have. */
        public static List<Outcome> given() {
            return Arrays.stream(values()).filter(outcome -> outcome != OTHER).toList();
        }

        @JsonCreator
        public static Outcome parse(String text) {
            return given().stream()
                    .filter(outcome -> outcome.text().equals(text))
                    .findFirst()
                    .orElse(OTHER);
        }

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
