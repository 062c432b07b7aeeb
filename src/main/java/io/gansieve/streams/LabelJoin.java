package io.gansieve.streams;

import io.gansieve.image.codec.ImageDecoder;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The part of the trainer application that turns labels that come after (or before) the verdict into examples.
 *
 * <p>Verdicts and labels are repartitioned by image id with a partitioner of our own: senders hash keys in different ways, and a
 * keyless image has its id from its position, so no two topics are partitioned alike.
 */
final class LabelJoin {
    /** Its own number: that of other topics may be changed under a running deployment, this one's may not. */
    static final int PARTITIONS = 4;

    static final String REPARTITION = "label-join";

    private static final Serde<byte[]> BYTES = Serdes.ByteArray();

    private LabelJoin() {}

    /**
     * Adds the join, its stores and its ways out to the examples and dead letters.
     *
     * <p>Stores and partitions are the same with and without an index, so that one takes the other's place at a restart.
     *
     * @param limits of the topics that are written to
     * @param images opened once a task needs it; the task closes it
     */
    static void addTo(
            StreamsBuilder builder,
            Topics topics,
            RecordLimits limits,
            Duration window,
            LabelIndex index,
            ImageDecoder decoder,
            Supplier<ImageFetcher> images,
            TrainerListener listener,
            Clock clock) {
        FetchPauses pauses = new FetchPauses();
        Supplier<ImageFetcher> fetchers = () -> new PausingFetcher(images.get(), pauses, clock);
        KStream<byte[], Routed> labels = builder.stream(topics.labels(), consumed("labels-in"))
                .process(() -> new LabelReadingProcessor(topics.images(), listener, clock), Named.as("read-labels"));
        KStream<byte[], Routed> events = labels;
        if (index.full()) {
            events = builder.stream(topics.verdicts(), consumed("verdicts-in"))
                    .process(
                            () -> new VerdictReadingProcessor(topics.images(), listener, clock),
                            Named.as("read-verdicts"))
                    .merge(labels, Named.as("verdicts-and-labels"));
        }
        KStream<byte[], Routed> joined = of(events, Routed.Route.JOIN)
                .repartition(Repartitioned.<byte[], byte[]>as(REPARTITION)
                        .withKeySerde(BYTES)
                        .withValueSerde(BYTES)
                        .withNumberOfPartitions(PARTITIONS)
                        .withStreamPartitioner(
                                (topic, id, value, partitions) -> Optional.of(Set.of(partition(id, partitions)))))
                .process(
                        new Join(
                                window,
                                () -> new LabelJoinProcessor(window, index, decoder, fetchers, listener, clock)),
                        Named.as("join-labels"));
        of(joined, Routed.Route.EXAMPLES)
                .process(() -> new ExampleFittingProcessor(limits, listener), Named.as("fit-label-examples"))
                .to(topics.examples(), produced("label-examples-out"));
        of(joined.merge(labels, Named.as("label-letters")), Routed.Route.DEAD_LETTERS)
                .process(() -> new DeadLetterFittingProcessor(limits.deadLetters()), Named.as("fit-label-letters"))
                .to(topics.deadLetters(), produced("label-dead-letters-out"));
    }

    /** CRC-32 of the id, the same in every process and version. */
    static int partition(byte[] id, int partitions) {
        CRC32 hash = new CRC32();
        hash.update(id);
        return (int) (hash.getValue() % partitions);
    }

    private static KStream<byte[], byte[]> of(KStream<byte[], Routed> stream, Routed.Route route) {
        String name = route.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return stream.filter((key, routed) -> routed.route() == route, Named.as("only-" + name))
                .mapValues(Routed::value, Named.as("value-" + name));
    }

    private static Consumed<byte[], byte[]> consumed(String name) {
        return Consumed.with(BYTES, BYTES)
                .withTimestampExtractor(new RecordTime())
                .withOffsetResetPolicy(AutoOffsetReset.earliest())
                .withName(name);
    }

    private static Produced<byte[], byte[]> produced(String name) {
        return Produced.with(BYTES, BYTES).withName(name);
    }

    private record Join(Duration window, Supplier<LabelJoinProcessor> processors)
            implements ProcessorSupplier<byte[], byte[], byte[], Routed> {
        @Override
        public Processor<byte[], byte[], byte[], Routed> get() {
            return processors.get();
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            Set<StoreBuilder<?>> stores = new HashSet<>();
            stores.addAll(VerdictIndex.stores(window));
            stores.addAll(WaitingLabels.stores(WaitingLabels.WITHOUT_VERDICT));
            stores.addAll(WaitingLabels.stores(WaitingLabels.WITHOUT_IMAGE));
            return stores;
        }
    }
}
