package io.gansieve.app;

import io.gansieve.config.GansieveConfig;
import io.gansieve.streams.ModelLogReader;
import io.gansieve.streams.Topics;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes the plain clients of one deployment; settings under {@code kafka.} reach every one of them. Whoever asks for a client
 * closes it.
 *
 * @param bootstrapServers in place of the configured ones, since an embedded broker may choose its port
 */
public record KafkaClients(String bootstrapServers, Map<String, String> settings) {
    /** No record that is larger can be an image; the brokers decide about smaller ones. */
    private static final int MAX_REQUEST_BYTES = 9 << 20;

    public KafkaClients {
        settings = Map.copyOf(settings);
    }

    public static KafkaClients of(GansieveConfig config) {
        return new KafkaClients(config.broker().bootstrapServers(), config.kafka());
    }

    /** Never loses or repeats a record that it acknowledged. */
    public KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> properties = common();
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        return client(
                properties, given -> new KafkaProducer<>(given, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /** Reads committed records only, belongs to no group; the caller assigns partitions and positions. */
    public KafkaConsumer<byte[], byte[]> consumer() {
        return consumer("earliest");
    }

    /**
     * Reads the models topic from its beginning.
     *
     * @throws IOException if the brokers do not answer or have no such topic
     */
    public ModelLogReader openModelLog(Topics topics) throws IOException {
        try {
            return modelLog(topics);
        } catch (KafkaException e) {
            throw new IOException(
                    "cannot read %s at %s: %s".formatted(topics.models(), bootstrapServers, KafkaFailure.reason(e)), e);
        }
    }

    /** As {@link #openModelLog}; throws {@link KafkaException}. */
    ModelLogReader modelLog(Topics topics) {
        KafkaConsumer<byte[], byte[]> consumer = consumer("none");
        try {
            if (consumer.partitionsFor(topics.models()).isEmpty()) {
                throw new UnknownTopicOrPartitionException("topic does not exist: " + topics.models());
            }
            return new ModelLogReader(consumer, topics.models(), new DescribedIdentity(admin(), topics.models()));
        } catch (KafkaException e) {
            consumer.close();
            throw e;
        }
    }

    /** @param offsetReset what to do at an offset that is not there */
    private KafkaConsumer<byte[], byte[]> consumer(String offsetReset) {
        Map<String, Object> properties = common();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, offsetReset);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        return client(
                properties,
                given -> new KafkaConsumer<>(given, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    public Admin admin() {
        Map<String, Object> properties = common();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        return client(properties, Admin::create);
    }

    private Map<String, Object> common() {
        Map<String, Object> properties = new HashMap<>(settings);
        properties.put("bootstrap.servers", bootstrapServers);
        return properties;
    }

    /** Kafka quotes from a JAAS entry that it cannot read, and so from the password in it: that is not passed on. */
    private static <T> T client(Map<String, Object> properties, Function<Map<String, Object>, T> constructor) {
        try {
            return constructor.apply(properties);
        } catch (KafkaException | IllegalArgumentException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (String.valueOf(cause.getMessage()).contains("JAAS")) {
                    throw new KafkaException("kafka.%s must read MODULE required NAME=\"VALUE\" …; and is not shown"
                            .formatted(SaslConfigs.SASL_JAAS_CONFIG));
                }
            }
            throw e;
        }
    }

    /** Leaves out the settings: they hold passwords. */
    @Override
    public String toString() {
        return "KafkaClients[" + bootstrapServers + "]";
    }
}
