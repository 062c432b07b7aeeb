package io.gansieve.streams;

import io.gansieve.image.codec.ImageDecoder;
import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The trainer application: the label join turns late labels into examples; one task takes examples and commands, and publishes
 * versions, pointers and reports.
 *
 * <pre>
 * verdicts, labels ─▶ label-join (repartitioned by id) ─▶ examples | dead letters
 * examples, commands ─▶ train ─▶ models, rounds | labels (retractions) | dead letters
 * </pre>
 */
public final class TrainerTopology {
    static final String REPLAY = "replay";
    static final String TRAINING_STATE = "training-state";
    static final String LEDGER = "ledger";
    static final String CHAMPION = "champion";
    static final String QUARANTINE = "quarantine";
    static final String MODELS_SINK = "models-out";
    static final String ROUNDS_SINK = "rounds-out";
    static final String LABELS_SINK = "labels-out";
    static final String DEAD_LETTERS = "fit-trainer-dead-letters";

    private static final String DEAD_LETTERS_SINK = "trainer-dead-letters-out";
    private static final String INPUT = "trainer-in";
    private static final String TRAIN = "train";

    private TrainerTopology() {}

    /**
     * @param config of the application: some settings of Streams, such as {@code processor.wrapper.class}, count while the topology
     *     is built, and are passed over later
     * @param models have been read to the end of their topic before the application starts
     * @param limits of the topics that are written to
     * @param rounds trains; its owner closes it after the application
     */
    public static Topology build(
            TopologyConfig config,
            Topics topics,
            RecordLimits limits,
            TrainerSettings settings,
            ImageDecoder decoder,
            Supplier<ImageFetcher> images,
            Models models,
            TrainingExecutor rounds,
            TrainerListener listener,
            Clock clock) {
        return build(
                new StreamsBuilder(config), topics, limits, settings, decoder, images, models, rounds, listener, clock);
    }

    /** With Streams' defaults. */
    static Topology build(
            Topics topics,
            RecordLimits limits,
            TrainerSettings settings,
            ImageDecoder decoder,
            Supplier<ImageFetcher> images,
            Models models,
            RoundRunner rounds,
            TrainerListener listener,
            Clock clock) {
        return build(new StreamsBuilder(), topics, limits, settings, decoder, images, models, rounds, listener, clock);
    }

    private static Topology build(
            StreamsBuilder builder,
            Topics topics,
            RecordLimits limits,
            TrainerSettings settings,
            ImageDecoder decoder,
            Supplier<ImageFetcher> images,
            Models models,
            RoundRunner rounds,
            TrainerListener listener,
            Clock clock) {
        LabelJoin.addTo(
                builder,
                topics,
                limits,
                settings.labelsWindow(),
                settings.labelIndex(),
                decoder,
                images,
                listener,
                clock);
        Topology topology = builder.build();
        topology.addSource(
                AutoOffsetReset.earliest(),
                INPUT,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.examples(),
                topics.commands());
        topology.addProcessor(
                TRAIN,
                new Train(
                        () -> new TrainerProcessor(topics, settings, decoder.shape(), models, rounds, listener, clock)),
                INPUT);
        topology.addProcessor(DEAD_LETTERS, () -> new DeadLetterFittingProcessor(limits.deadLetters()), TRAIN);
        addSink(topology, MODELS_SINK, topics.models(), TRAIN);
        addSink(topology, ROUNDS_SINK, topics.rounds(), TRAIN);
        addSink(topology, LABELS_SINK, topics.labels(), TRAIN);
        addSink(topology, DEAD_LETTERS_SINK, topics.deadLetters(), DEAD_LETTERS);
        return topology;
    }

    private static void addSink(Topology topology, String name, String topic, String parent) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), parent);
    }

    private record Train(Supplier<TrainerProcessor> processors)
            implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
        @Override
        public Processor<byte[], byte[], byte[], byte[]> get() {
            return processors.get();
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(store(REPLAY), store(TRAINING_STATE), store(LEDGER), store(CHAMPION), store(QUARANTINE));
        }

        private static StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
            return Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray());
        }
    }
}
