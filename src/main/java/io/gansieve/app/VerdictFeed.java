package io.gansieve.app;

import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.image.Png;
import io.gansieve.registry.RoundReport;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.Verdict;
import io.gansieve.streams.ScorerListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * What a scorer answered, for people who watch: counts of everything, and a few verdicts with their pictures, one in a quarter of a
 * second at most, so that scoring pays for no more however fast it is. Bounded, and none older than {@link #KEPT} once somebody looks or
 * the next comes; safe for any thread.
 */
final class VerdictFeed implements ScorerListener {
    static final int SIZE = 24;

    /** After which a picture leaves memory, whatever became of its image. */
    static final Duration KEPT = Duration.ofMinutes(10);

    private static final Duration PAUSE = Duration.ofMillis(250);

    /** Of a thumbnail, in pixels. */
    private static final int SIDE = 48;

    private static final int MAX_ID = 80;

    private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);
    private final Map<Score.Decision, LongAdder> counts = Arrays.stream(Score.Decision.values())
            .collect(Collectors.toUnmodifiableMap(decision -> decision, decision -> new LongAdder()));
    private final LongAdder deadLetters = new LongAdder();
    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private final InstantSource clock;
    private long taken;

    VerdictFeed(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * A verdict of the feed.
     *
     * @param number rises from 1 on
     * @param truth if the image came with its label
     * @param frames of an animation
     * @param picture as the model saw it, as a data URL; of an animation the frame that decided
     */
    record Item(
            long number,
            String imageId,
            Score.Decision verdict,
            double probabilityGenerated,
            boolean familiar,
            Optional<Label> truth,
            long modelVersion,
            Instant scoredAt,
            Optional<Verdict.Frames> frames,
            String picture) {}

    @Override
    public void scored(Score.Decision decision, Duration scoring, Duration endToEnd) {
        Objects.requireNonNull(counts.get(decision)).increment();
    }

    @Override
    public void deadLettered(String reason) {
        deadLetters.increment();
    }

    @Override
    public void answered(Verdict verdict, Image image, Optional<Label> truth) {
        Instant due = next.get();
        Instant now = verdict.scoredAt();
        if (!now.isBefore(due) && next.compareAndSet(due, now.plus(PAUSE))) {
            String picture = Explainer.dataUrl(Png.thumbnail(image, SIDE));
            synchronized (items) {
                expire();
                taken++;
                items.addLast(item(verdict, truth, picture));
                if (items.size() > SIZE) {
                    items.removeFirst();
                }
            }
        }
    }

    /** The oldest are first; holds the lock of {@code items}. */
    private void expire() {
        Instant oldest = clock.instant().minus(KEPT);
        while (!items.isEmpty() && items.getFirst().scoredAt().isBefore(oldest)) {
            items.removeFirst();
        }
    }

    private Item item(Verdict verdict, Optional<Label> truth, String picture) {
        String id = verdict.imageId();
        return new Item(
                taken,
                RoundReport.cut(id, MAX_ID + 1),
                verdict.verdict(),
                Verdict.rounded(verdict.probabilityGenerated()),
                verdict.familiar(),
                truth,
                verdict.modelVersion(),
                verdict.scoredAt(),
                verdict.frames(),
                picture);
    }

    /** Those that are kept with a higher number, oldest first. */
    List<Item> after(long number) {
        synchronized (items) {
            expire();
            return items.stream().filter(item -> item.number() > number).toList();
        }
    }

    /** Since the start of the process. */
    Map<Score.Decision, Long> counts() {
        Map<Score.Decision, Long> sums = new EnumMap<>(Score.Decision.class);
        counts.forEach((decision, count) -> sums.put(decision, count.sum()));
        return sums;
    }

    long deadLetters() {
        return deadLetters.sum();
    }
}
