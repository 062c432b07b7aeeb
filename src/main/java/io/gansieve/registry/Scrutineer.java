package io.gansieve.registry;

import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.GanTrainer;
import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.scoring.Detector;
import io.gansieve.scoring.DetectorMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what a round's {@link Scrutiny} asks for. Used by one thread at a time. */
final class Scrutineer {
    private static final Logger LOG = LoggerFactory.getLogger(Scrutineer.class);

    /** Of every kind: more would make the comparisons cost more than they tell. */
    private static final int MOST_OF_KIND = 600;

    private static final int MOST_REALS = 1_500;

    /** From outside, beside the own forgers. */
    private static final int MOST_SOURCES = 16;

    private final GanTrainer trainer;
    private final Forgeries forgeries;

    Scrutineer(GanTrainer trainer) {
        this.trainer = trainer;
        this.forgeries = new Forgeries(trainer);
    }

    /**
     * Looks at held and unjudged images.
     *
     * @param before what the round trained from: a poisoner's samples are older than the round
     */
    Findings look(RoundRequest request, GanSnapshot before, GanSnapshot after) {
        try {
            return new Findings(cleared(request, before, after), contradicted(request));
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            // It computes, and touches no Kafka, no store: what is held stays held, and the version is not lost.
            LOG.warn("the quarantine was not examined in round {}: {}", request.round(), e.toString());
            return Findings.NONE;
        }
    }

    private Set<String> cleared(RoundRequest request, GanSnapshot before, GanSnapshot after) {
        List<HeldImage> held = request.scrutiny().held();
        if (held.size() < Examination.LEAST_GROUP) {
            return Set.of();
        }
        Map<String, List<Image>> reals = Map.of(
                Label.REAL.text(), Candidates.spread(distinct(request.images().real()), MOST_REALS));
        return new Examination(generated(request, before, after), reals, request.seed()).cleared(held);
    }

    /** Own forgers as they are and, the game's, as it was; and the largest sources from outside that training drew from. */
    private SortedMap<String, List<Image>> generated(RoundRequest request, GanSnapshot before, GanSnapshot after) {
        SortedMap<String, List<Image>> kinds = forgeries.bySource(after, List.of(), MOST_OF_KIND, request.seed());
        kinds.put("gan before", trainer.sample(before, MOST_OF_KIND, request.seed()));
        kinds.put("gan not averaged", trainer.sampleRaw(after, MOST_OF_KIND, request.seed()));
        Map<String, List<LabeledImage>> sources = new TreeMap<>();
        request.images()
                .generated()
                .forEach(image -> sources.computeIfAbsent(image.source(), any -> new ArrayList<>())
                        .add(image));
        sources.values().stream()
                .map(Scrutineer::distinct)
                .sorted((one, other) -> Integer.compare(other.size(), one.size()))
                .limit(MOST_SOURCES)
                .forEach(images -> kinds.put("outside " + kinds.size(), Candidates.spread(images, MOST_OF_KIND)));
        return kinds;
    }

    /** A draw has an image several times. */
    private static List<Image> distinct(List<LabeledImage> drawn) {
        return drawn.stream().map(LabeledImage::image).distinct().toList();
    }

    private static Map<String, Double> contradicted(RoundRequest request) {
        List<HeldImage> unjudged = request.scrutiny().unjudged();
        if (unjudged.isEmpty() || request.championDetector().isEmpty()) {
            return Map.of();
        }
        Map<String, Double> contradicted = new HashMap<>();
        try (Detector champion = Detector.load(request.championDetector().get())) {
            DetectorMetadata metadata = champion.metadata();
            List<Image> images =
                    unjudged.stream().map(image -> image.image().image()).toList();
            double[] logits = GateScores.logits(champion, images);
            for (int i = 0; i < logits.length; i++) {
                HeldImage judged = unjudged.get(i);
                if (Suspicion.contradicts(
                        judged.image().label(), logits[i], metadata.calibration(), metadata.thresholds())) {
                    contradicted.put(judged.id(), logits[i]);
                }
            }
        }
        return contradicted;
    }
}
