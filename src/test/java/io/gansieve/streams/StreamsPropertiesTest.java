package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.image.ImageShape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamsPropertiesTest {
    private static final long GIB = 1L << 30;

    /** Of topics as releases of before made them. */
    private static final RecordLimits LIMITS = new RecordLimits(16 << 20, 1_048_588, 16 << 20, 8 << 20);

    @Test
    void setsWhatTheContractAsksFor() {
        Properties properties = StreamsProperties.scorer(settings(Map.of()), LIMITS, 4, GIB);

        assertThat(properties)
                .containsEntry("application.id", "t-scorer")
                .containsEntry("processing.guarantee", "exactly_once_v2")
                .containsEntry("commit.interval.ms", "100")
                .containsEntry("main.consumer.session.timeout.ms", "10000")
                .containsEntry("main.consumer.group.instance.id", "one")
                .containsEntry("auto.offset.reset", "earliest")
                .containsEntry("producer.max.request.size", Integer.toString(16 << 20))
                .containsEntry("ensure.explicit.internal.resource.naming", "true")
                // 1 GiB / 4 over 4 partitions of 16 MiB, half of it for the poll that goes beyond.
                .containsEntry("buffered.records.per.partition", "2")
                .containsEntry("max.poll.records", "2");
        assertThat(StreamsProperties.scorer(settings(Map.of()), LIMITS, 4, 2 * GIB))
                .containsEntry("max.poll.records", "4");
        assertThat(StreamsProperties.trainer(settings(Map.of()), LIMITS, ImageShape.MNIST, GIB))
                .containsEntry("application.id", "t-trainer")
                .containsEntry("max.poll.records", "500");
    }

    @Test
    void isUnderstoodByKafkaStreams() {
        StreamsConfig config = new StreamsConfig(StreamsProperties.scorer(
                settings(Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "x")), LIMITS, 4, GIB));

        Map<String, Object> main = config.getMainConsumerConfigs("t-scorer", "client", 0);
        assertThat(main)
                .containsEntry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("session.timeout.ms", "10000");
        assertThat(main)
                .hasEntrySatisfying(
                        "group.instance.id", id -> assertThat(id).asString().startsWith("one"));
        assertThat(config.getGlobalConsumerConfigs("client"))
                .containsEntry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
                .doesNotContainKey("group.instance.id");
        assertThat(config.getProducerConfigs("client"))
                .containsEntry("max.request.size", Integer.toString(16 << 20))
                .containsEntry("sasl.jaas.config", "x");
    }

    @Test
    void letsTheUserDecideWhatIsNotForced() {
        Properties properties = StreamsProperties.scorer(
                settings(Map.of("num.standby.replicas", "1", "max.poll.records", "7")), LIMITS, 4, GIB);

        assertThat(properties).containsEntry("num.standby.replicas", "1").containsEntry("max.poll.records", "7");
    }

    @Test
    void letsAGeneralKeyOfTheUserWinOverAPrefixedDefault() {
        StreamsConfig config = config(Map.of(
                "session.timeout.ms", "20000",
                "group.instance.id", "mine",
                "max.request.size", "30000000",
                "max.partition.fetch.bytes", "40000000"));
        StreamsConfig consumers = config(Map.of("consumer.max.partition.fetch.bytes", "50000000"));

        assertThat(config.getMainConsumerConfigs("t-scorer", "client", 0))
                .containsEntry("session.timeout.ms", "20000")
                .containsEntry("max.partition.fetch.bytes", "40000000")
                .hasEntrySatisfying(
                        "group.instance.id", id -> assertThat(id).asString().startsWith("mine"));
        assertThat(config.getProducerConfigs("client")).containsEntry("max.request.size", "30000000");
        assertThat(config.getGlobalConsumerConfigs("client")).containsEntry("max.partition.fetch.bytes", "40000000");
        assertThat(config.getRestoreConsumerConfigs("client")).containsEntry("max.partition.fetch.bytes", "40000000");
        assertThat(consumers.getGlobalConsumerConfigs("client")).containsEntry("max.partition.fetch.bytes", "50000000");
        assertThat(consumers.getMainConsumerConfigs("t-scorer", "client", 0))
                .containsEntry("session.timeout.ms", "10000");
    }

    @Test
    void letsTheMostSpecialKeyOfTheUserWin() {
        StreamsConfig config =
                config(Map.of("session.timeout.ms", "20000", "main.consumer.session.timeout.ms", "30000"));

        assertThat(config.getMainConsumerConfigs("t-scorer", "client", 0)).containsEntry("session.timeout.ms", "30000");
    }

    @Test
    void refusesWhatWouldBreakExactlyOnce() {
        StreamsSettings settings = settings(Map.of(
                "processing.guarantee", "at_least_once",
                "main.consumer.isolation.level", "read_uncommitted",
                "application.id", "mine"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamsProperties.scorer(settings, LIMITS, 4, GIB))
                .withMessage("kafka.application.id must be t-scorer: mine; "
                        + "kafka.main.consumer.isolation.level must be read_committed: read_uncommitted; "
                        + "kafka.processing.guarantee must be exactly_once_v2: at_least_once");
    }

    @Test
    void refusesAHeapThatIsTooSmall() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamsProperties.scorer(settings(Map.of()), LIMITS, 100, GIB))
                .withMessage("the heap must hold at least 12800 MiB for 100 partitions of images up to 16 MiB: 1024 MiB"
                        + " (-Xmx)");
    }

    @Test
    void buffersMoreOfAnInputThatTakesSmallerRecords() {
        assertThat(StreamsProperties.scorer(settings(Map.of()), RecordLimits.all(1_048_588), 4, GIB))
                .containsEntry("max.poll.records", "31")
                .containsEntry("producer.max.request.size", "1048588");
    }

    @Test
    void setsNothingOnInternalTopicsThatAPolicyMayRefuse() {
        Properties properties = StreamsProperties.scorer(settings(Map.of()), LIMITS, 4, GIB);

        assertThat(properties)
                .containsEntry("topic.segment.bytes", Integer.toString(64 << 20))
                .doesNotContainKey("topic.max.message.bytes");
    }

    @Test
    void refusesRequestsThatHoldNoVersion() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config(Map.of("max.request.size", "500000")))
                .withMessage("kafka.max.request.size must be at least 1000000: 500000");
    }

    private static StreamsConfig config(Map<String, String> client) {
        return new StreamsConfig(StreamsProperties.scorer(settings(client), LIMITS, 4, GIB));
    }

    private static StreamsSettings settings(Map<String, String> client) {
        return new StreamsSettings(
                "localhost:9092",
                "t-",
                "one",
                Path.of("state"),
                1,
                Duration.ofMillis(100),
                Duration.ofHours(24),
                client);
    }
}
