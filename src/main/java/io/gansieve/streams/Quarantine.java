package io.gansieve.streams;

import io.gansieve.image.Label;
import io.gansieve.registry.Findings;
import io.gansieve.registry.HeldImage;
import io.gansieve.registry.LoggedVersion;
import io.gansieve.registry.ModelVersion;
import io.gansieve.registry.RoundRequest;
import io.gansieve.registry.Scrutiny;
import io.gansieve.registry.Suspicion;
import io.gansieve.replay.Example;
import io.gansieve.replay.Split;
import io.gansieve.replay.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps labels that contradict a detector with confidence, and those of distrusted senders, out of replay until a round clears them or
 * a person decides: nothing is trained, calibrated or judged on them.
 */
final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    /** Kinds that the line of a round counts apart; the others are counted together. */
    private static final int MOST_KINDS = 100;

    private static final int KINDS_SHOWN = 5;
    private static final String OTHERS = "others";

    private final QuarantineStore store;
    private final Ledger ledger;
    private final ReplayStore replay;
    private final Models models;
    private final TrainerListener listener;
    private final Senders senders = new Senders();

    /** Since the last round; not more than {@link #MOST_KINDS} + 1. */
    private final Map<String, Integer> held = new TreeMap<>();

    Quarantine(QuarantineStore store, Ledger ledger, ReplayStore replay, Models models, TrainerListener listener) {
        this.store = store;
        this.ledger = ledger;
        this.replay = replay;
        this.models = models;
        this.listener = listener;
    }

    /**
     * Takes an example into replay, or holds it, unless it is a near-copy of one under the same label. What is held of its id already
     * leaves. The result is whether it is news: a near-copy starts no round.
     */
    boolean take(Example example, Instant now) {
        leave(example.id(), QuarantineOutcome.EXPIRED);
        Label label = example.image().label();
        listener.exampleTaken(label);
        Standing standing = replay.buffer().standing(example);
        if (standing == Standing.CONTRADICTION) {
            listener.exampleContradicted(label);
        }
        boolean contradicts = standing == Standing.CONTRADICTION || contradicts(example);
        boolean distrusted = senders.count(example.sender(), contradicts);
        if (standing == Standing.DUPLICATE) {
            listener.exampleDuplicated(label);
        } else if (contradicts || distrusted) {
            hold(new HeldExample(example, contradicts, now));
        } else {
            replay.offer(example);
        }
        return standing.isTaken();
    }

    /** By the version that scored the image, or the champion if its figures are gone; version 0 knows nothing. */
    private boolean contradicts(Example example) {
        Optional<Example.Score> score = example.score().filter(known -> known.modelVersion() > 0);
        Optional<ModelVersion> scorer = score.flatMap(known ->
                version(known.modelVersion()).or(() -> version(ledger.history().version())));
        return score.isPresent()
                && scorer.isPresent()
                && Suspicion.contradicts(
                        example.image().label(),
                        score.get().logit(),
                        scorer.get().calibration(),
                        scorer.get().thresholds());
    }

    private Optional<ModelVersion> version(long number) {
        return models.log().version(number).map(LoggedVersion::metadata);
    }

    private void hold(HeldExample example) {
        count(example.example().image().label(), QuarantineOutcome.HELD);
        String kind = kind(example.example());
        held.merge(held.containsKey(kind) || held.size() < MOST_KINDS ? kind : OTHERS, 1, Integer::sum);
        for (Example left : store.hold(example)) {
            count(left.image().label(), QuarantineOutcome.EXPIRED);
        }
    }

    /** Both names are printable and bounded. */
    private static String kind(Example example) {
        return "%s from %s by %s"
                .formatted(
                        example.image().label().text(),
                        example.image().source(),
                        example.sender().orElse("nobody named"));
    }

    /** A near-copy of it under the other label, which cannot be true as well, makes room. */
    private void accept(Example example) {
        if (replay.buffer().standing(example) == Standing.CONTRADICTION) {
            replay.buffer().nearest(example.image().image()).ifPresent(near -> replay.forget(near.id()));
        }
        replay.offer(example);
    }

    /** What the next round looks at; another part of it every round where it is more than a round can look at. */
    Scrutiny scrutiny(long round) {
        List<Example> unjudged = unjudged();
        return new Scrutiny(
                store.some(round * Scrutiny.MAX_HELD, Scrutiny.MAX_HELD).stream()
                        .map(known -> image(known.example()))
                        .toList(),
                LongStream.range(0, Math.min(Scrutiny.MAX_UNJUDGED, unjudged.size()))
                        .mapToObj(i -> image(unjudged.get(
                                (int) Math.floorMod(round * Scrutiny.MAX_UNJUDGED + i, (long) unjudged.size()))))
                        .toList());
    }

    private List<Example> unjudged() {
        List<Example> unjudged = new ArrayList<>();
        for (Split split : Split.values()) {
            for (Label label : Label.values()) {
                replay.buffer().examples(split, label).stream()
                        .filter(example -> example.score()
                                .filter(score -> score.modelVersion() > 0)
                                .isEmpty())
                        .forEach(unjudged::add);
            }
        }
        return unjudged;
    }

    private static HeldImage image(Example example) {
        return new HeldImage(example.id(), example.image(), example.sender());
    }

    /** Applies what a round found to what is still there, and says in one line what came in since the last round. */
    void harvest(RoundRequest request, Findings findings, Instant now) {
        int cleared = 0;
        for (HeldImage image : request.scrutiny().held()) {
            if (findings.cleared().contains(image.id())) {
                cleared += clear(image) ? 1 : 0;
            }
        }
        for (HeldImage image : request.scrutiny().unjudged()) {
            Optional.ofNullable(findings.contradicted().get(image.id()))
                    .ifPresent(logit -> challenge(image, logit, request.champion(), now));
        }
        ledger.save(ledger.progress().withExamples(cleared));
        if (cleared > 0 || !held.isEmpty()) {
            LOG.warn(
                    "quarantine: {} came in since the last round{}, {} were cleared, {} are held",
                    held.values().stream().mapToInt(Integer::intValue).sum(),
                    held.isEmpty() ? "" : " (" + shown() + ")",
                    cleared,
                    store.count(Label.REAL) + store.count(Label.GENERATED));
        }
        held.clear();
    }

    private String shown() {
        String first = held.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(KINDS_SHOWN)
                .map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
        return held.size() > KINDS_SHOWN ? first + ", and others" : first;
    }

    /** Whether it is still held as it was examined. */
    private boolean clear(HeldImage image) {
        Optional<HeldExample> known = store.remove(image.id());
        if (known.isPresent() && !image(known.get().example()).equals(image)) {
            store.hold(known.get());
            return false;
        }
        known.ifPresent(found -> {
            if (found.contradicts()) {
                senders.cleared(found.example().sender());
            }
            count(image.image().label(), QuarantineOutcome.CLEARED);
            accept(found.example());
        });
        return known.isPresent();
    }

    /** From replay; with the champion's score, so that one that is let in again is not challenged again. */
    private void challenge(HeldImage image, double logit, long champion, Instant now) {
        if (!replay.holds(image.id())) {
            return;
        }
        replay.forget(image.id());
        senders.count(image.sender(), true);
        hold(new HeldExample(
                new Example(
                        image.id(),
                        image.image(),
                        image.sender(),
                        Optional.of(new Example.Score(
                                logit, champion, ledger.history().epoch()))),
                true,
                now));
    }

    /** Into replay: one image, or all of a sender, who is trusted again. The result is how many. */
    int release(Optional<String> id, Optional<String> sender) {
        List<String> ids = ids(id, sender);
        sender.ifPresent(senders::trust);
        for (String one : ids) {
            leave(one, QuarantineOutcome.RELEASED).ifPresent(released -> {
                senders.cleared(released.example().sender());
                accept(released.example());
            });
        }
        ledger.save(ledger.progress().withExamples(ids.size()));
        return ids.size();
    }

    /** For good. The result is how many. */
    int drop(Optional<String> id, Optional<String> sender) {
        List<String> ids = ids(id, sender);
        ids.forEach(one -> leave(one, QuarantineOutcome.DROPPED));
        return ids.size();
    }

    private List<String> ids(Optional<String> id, Optional<String> sender) {
        List<String> ids = new ArrayList<>(sender.map(store::idsOf).orElse(List.of()));
        id.filter(store::holds).ifPresent(ids::add);
        return ids;
    }

    void forget(String id) {
        leave(id, QuarantineOutcome.EXPIRED);
    }

    private Optional<HeldExample> leave(String id, QuarantineOutcome outcome) {
        Optional<HeldExample> left = store.remove(id);
        left.ifPresent(known -> count(known.example().image().label(), outcome));
        return left;
    }

    private void count(Label label, QuarantineOutcome outcome) {
        listener.quarantined(label, outcome, 1);
    }

    void reportFilled() {
        for (Label label : Label.values()) {
            listener.quarantineFilled(label, store.count(label));
        }
    }
}
