package io.gansieve.registry;

import java.util.List;

/**
 * What a round looks at beside the images that it trains on.
 *
 * @param held in quarantine, to be examined: at most {@value #MAX_HELD}
 * @param unjudged in replay, which no champion above version 0 has scored: at most {@value #MAX_UNJUDGED}
 */
public record Scrutiny(List<HeldImage> held, List<HeldImage> unjudged) {
    public static final int MAX_HELD = 2_000;
    public static final int MAX_UNJUDGED = 2_000;
    public static final Scrutiny NONE = new Scrutiny(List.of(), List.of());

    public Scrutiny {
        held = List.copyOf(held);
        unjudged = List.copyOf(unjudged);
    }
}
