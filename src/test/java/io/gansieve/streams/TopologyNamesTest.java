package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.registry.Retention;
import io.gansieve.scoring.Champion;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.junit.jupiter.api.Test;

/**
 * Names that an upgrade rests on: changelogs and repartition topics are found again by those of their stores, and the scorers of two
 * releases share partitions by the number of their part of the topology.
 */
class TopologyNamesTest {
    private static final Topics TOPICS = Topics.withPrefix("gansieve-");
    private static final ImageDecoder DECODER = new ImageDecoder(ImageShape.MNIST, ImageFit.RESIZE);

    @Test
    void theTrainerKeepsTheStoresOfBefore() {
        assertThat(stores(trainer()))
                .contains(
                        "verdict-index",
                        "waiting-labels",
                        "waiting-labels-times",
                        "retried-labels",
                        "retried-labels-times",
                        "replay",
                        "training-state",
                        "ledger");
    }

    @Test
    void theTrainerKeepsItsRepartitionTopic() {
        assertThat(trainer().describe().toString()).contains("label-join-repartition");
    }

    @Test
    void theScorersImagesAreTheFirstPartOfItsTopology() {
        Topology scorer = ScorerTopology.build(
                TOPICS, ScorerFixture.LIMITS, DECODER, new Champion(), ScorerListener.NONE, Clock.systemUTC());

        assertThat(scorer.describe().subtopologies())
                .filteredOn(part -> part.id() == 0)
                .singleElement()
                .satisfies(part -> assertThat(part.nodes()).anyMatch(TopologyNamesTest::readsImages));
    }

    private static boolean readsImages(TopologyDescription.Node node) {
        return node instanceof TopologyDescription.Source source
                && source.topicSet().containsAll(TOPICS.images());
    }

    private static Topology trainer() {
        TrainerSettings settings = new TrainerSettings(
                10, 5, Duration.ofMinutes(5), 4, 2, 1 << 20, 7, new Retention(1 << 20), Duration.ofHours(24));
        RoundRunner none = request -> new CompletableFuture<>();
        return TrainerTopology.build(
                TOPICS,
                ScorerFixture.LIMITS,
                settings,
                DECODER,
                () -> {
                    throw new AssertionError("no image is fetched here");
                },
                new NoModels(),
                none,
                TrainerListener.NONE,
                Clock.systemUTC());
    }

    private static Set<String> stores(Topology topology) {
        Set<String> stores = new TreeSet<>();
        for (TopologyDescription.Subtopology part : topology.describe().subtopologies()) {
            for (TopologyDescription.Node node : part.nodes()) {
                if (node instanceof TopologyDescription.Processor processor) {
                    stores.addAll(processor.stores());
                }
            }
        }
        return stores;
    }
}
