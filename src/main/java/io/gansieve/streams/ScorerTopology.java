package io.gansieve.streams;

import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.scoring.Champion;
import java.time.Clock;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;

/**
 * The scorer application: answers every image with the champion.
 *
 * <pre>
 * images ─▶ score ─▶ verdicts | dead letters, examples
 * </pre>
 */
public final class ScorerTopology {
    static final String VERDICTS_SINK = "verdicts-out";
    static final String DEAD_LETTERS = "fit-dead-letters";
    static final String EXAMPLES_SINK = "examples-out";

    private static final String DEAD_LETTERS_SINK = "dead-letters-out";
    private static final String IMAGES = "images";
    private static final String SCORE = "score";

    private ScorerTopology() {}

    /**
     * @param config of the application: some settings of Streams count while the topology is built
     * @param limits of the topics that are written to
     * @param champion is swapped elsewhere ({@link ServedChampion}); its owner closes it after the application
     */
    public static Topology build(
            TopologyConfig config,
            Topics topics,
            RecordLimits limits,
            ImageDecoder decoder,
            Champion champion,
            ScorerListener listener,
            Clock clock) {
        return build(new Topology(config), topics, limits, decoder, champion, listener, clock);
    }

    /** With Streams' defaults. */
    static Topology build(
            Topics topics,
            RecordLimits limits,
            ImageDecoder decoder,
            Champion champion,
            ScorerListener listener,
            Clock clock) {
        return build(new Topology(), topics, limits, decoder, champion, listener, clock);
    }

    private static Topology build(
            Topology topology,
            Topics topics,
            RecordLimits limits,
            ImageDecoder decoder,
            Champion champion,
            ScorerListener listener,
            Clock clock) {
        // By source: the consumer leaves the choice to Streams then (ReplacedTopicConsumer).
        topology.addSource(
                AutoOffsetReset.earliest(),
                IMAGES,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.images().toArray(String[]::new));
        topology.addProcessor(SCORE, () -> new ScoringProcessor(decoder, champion, limits, listener, clock), IMAGES);
        topology.addProcessor(DEAD_LETTERS, () -> new DeadLetterFittingProcessor(limits.deadLetters()), SCORE);
        addSink(topology, VERDICTS_SINK, topics.verdicts(), SCORE);
        addSink(topology, EXAMPLES_SINK, topics.examples(), SCORE);
        addSink(topology, DEAD_LETTERS_SINK, topics.deadLetters(), DEAD_LETTERS);
        return topology;
    }

    private static void addSink(Topology topology, String name, String topic, String parent) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), parent);
    }
}
