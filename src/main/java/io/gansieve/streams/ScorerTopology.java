package io.gansieve.streams;

import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.scoring.Champion;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;

/**
 * The scorer application: answers every image with the champion that the models topic names.
 *
 * <pre>
 * images ─▶ score ─▶ verdicts | dead letters, examples
 * models ─▶ global store ─▶ champion
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
     * @param champion is swapped by the topology and read by it; its owner closes it after the application
     * @param limits of the topics that are written to
     * @param championFile where the serving detector is written for other programs, as ONNX
     */
    public static Topology build(
            Topics topics,
            RecordLimits limits,
            ImageDecoder decoder,
            Champion champion,
            ScorerListener listener,
            Clock clock,
            Path championFile) {
        Topology topology = new Topology();
        topology.addSource(
                IMAGES,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.images().toArray(String[]::new));
        topology.addProcessor(SCORE, () -> new ScoringProcessor(decoder, champion, limits, listener, clock), IMAGES);
        topology.addProcessor(DEAD_LETTERS, () -> new DeadLetterFittingProcessor(limits.deadLetters()), SCORE);
        addSink(topology, VERDICTS_SINK, topics.verdicts(), SCORE);
        addSink(topology, EXAMPLES_SINK, topics.examples(), SCORE);
        addSink(topology, DEAD_LETTERS_SINK, topics.deadLetters(), DEAD_LETTERS);
        ModelsProcessor.addTo(topology, topics, new ServedChampion(champion, decoder, championFile, listener));
        return topology;
    }

    private static void addSink(Topology topology, String name, String topic, String parent) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), parent);
    }
}
