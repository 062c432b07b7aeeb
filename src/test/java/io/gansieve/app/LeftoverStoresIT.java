package io.gansieve.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores on the disk of a release whose topology had other parts. */
class LeftoverStoresIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void storesWhosePartHasAnotherNumberSinceAreFilledAgainAndGlobalOnesLeave() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0)) {
            create(broker, "first", "middle", "last");
            send(broker, "last", "one");
            assertThat(heldAfterStart(broker, before(), 1)).isEqualTo(1);
            assertThat(folder.resolve("streams/app/global")).exists();
            send(broker, "last", "two");

            assertThat(heldAfterStart(broker, after(), 2)).isEqualTo(2);
            assertThat(folder.resolve("streams/app/global")).doesNotExist();
        }
    }

    /** A global store between two parts with stores: the second of them is part 2. */
    private static Topology before() {
        StreamsBuilder builder = new StreamsBuilder();
        keep(builder, "first");
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore("middle"), Serdes.String(), Serdes.ByteArray())
                        .withLoggingDisabled(),
                "middle",
                Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("middle-in"),
                (ProcessorSupplier<String, byte[], Void, Void>) () -> new Keep<>("middle"));
        keep(builder, "last");
        return builder.build();
    }

    /** Without it: the second is part 1. */
    private static Topology after() {
        StreamsBuilder builder = new StreamsBuilder();
        keep(builder, "first");
        keep(builder, "last");
        return builder.build();
    }

    private static void keep(StreamsBuilder builder, String name) {
        StoreBuilder<KeyValueStore<String, byte[]>> store =
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray());
        builder.addStateStore(store);
        builder.stream(name, Consumed.with(Serdes.String(), Serdes.ByteArray()).withName(name + "-in"))
                .process((ProcessorSupplier<String, byte[], Void, Void>) () -> new Keep<>(name), name);
    }

    private static final class Keep<K, V> extends ContextualProcessor<String, byte[], K, V>
            implements Processor<String, byte[], K, V> {
        private final String name;

        Keep(String name) {
            this.name = name;
        }

        @Override
        public void process(Record<String, byte[]> record) {
            KeyValueStore<String, byte[]> store = context().getStateStore(name);
            store.put(record.key(), record.value());
        }
    }

    private long heldAfterStart(EmbeddedBroker broker, Topology topology, long expected) throws IOException {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "application.id", "app",
                "auto.offset.reset", "earliest",
                "processing.guarantee", "exactly_once_v2",
                "state.dir", folder.resolve("streams").toString()));
        try (StoreFolder stores = StoreFolder.open(folder.resolve("streams"));
                StreamsApp app = new StreamsApp("app", topology, properties, Clock.systemUTC(), () -> {}, stores)) {
            app.start();
            Awaitility.await("ready").atMost(PATIENCE).until(() -> app.health().ready());
            Awaitility.await("all records held")
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> held(app) >= expected);
            return held(app);
        }
    }

    private static long held(StreamsApp app) {
        return app.streams()
                .store(StoreQueryParameters.fromNameAndType(
                        "last", QueryableStoreTypes.<String, byte[]>keyValueStore()))
                .approximateNumEntries();
    }

    private static void create(EmbeddedBroker broker, String... topics) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(topics).stream()
                            .map(topic -> new NewTopic(topic, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
    }

    private static void send(EmbeddedBroker broker, String topic, String key) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), new byte[] {1}))
                    .get();
        }
    }
}
