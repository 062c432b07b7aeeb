package io.gansieve.streams;

import io.gansieve.image.ImageFit;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.registry.ModelRecords;
import io.gansieve.scoring.Champion;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The scorer's own topology, driven without a broker. */
final class ScorerFixture implements AutoCloseable {
    static final Topics TOPICS = Topics.withPrefix("t-");
    static final RecordLimits LIMITS = RecordLimits.all(RecordLimits.LEAST);
    static final long TIME = 1_700_000_000_000L;
    static final Instant NOW = Instant.ofEpochMilli(TIME + 250);

    final RecordingScorerListener listener = new RecordingScorerListener();
    final Champion champion = new Champion();
    final Path championFile;
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> images;
    private final ModelRecords models = new ModelRecords();
    private final ModelNews news;
    private final TestOutputTopic<byte[], byte[]> verdicts;
    private final TestOutputTopic<byte[], byte[]> deadLetters;
    private final TestOutputTopic<byte[], byte[]> examples;

    ScorerFixture(Path folder) {
        this(folder, LIMITS);
    }

    ScorerFixture(Path folder, RecordLimits limits) {
        championFile = folder.resolve("data").resolve("champion.onnx");
        ImageDecoder decoder = new ImageDecoder(TestModels.SHAPE, ImageFit.RESIZE);
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        driver = new TopologyTestDriver(
                ScorerTopology.build(TOPICS, limits, decoder, champion, listener, clock), properties(folder));
        news = new ModelNews(List.of(new ServedChampion(champion, decoder, championFile, listener)), clock);
        images = driver.createInputTopic(TOPICS.images().get(0), new ByteArraySerializer(), new ByteArraySerializer());
        verdicts = output(driver, TOPICS.verdicts());
        deadLetters = output(driver, TOPICS.deadLetters());
        examples = output(driver, TOPICS.examples());
    }

    static Properties properties(Path folder) {
        StreamsSettings settings = new StreamsSettings(
                "localhost:1",
                "t-",
                "one",
                folder.resolve("state"),
                1,
                StreamsSettings.DEFAULT_COMMIT_INTERVAL,
                StreamsSettings.DEFAULT_LABELS_WINDOW,
                Map.of());
        return StreamsProperties.scorer(settings, LIMITS, 4, 4L << 30);
    }

    static TestOutputTopic<byte[], byte[]> output(TopologyTestDriver driver, String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    void image(byte @Nullable [] key, byte @Nullable [] value) {
        image(new TestRecord<>(key, value, Instant.ofEpochMilli(TIME)));
    }

    void image(TestRecord<byte[], byte[]> record) {
        images.pipeInput(record);
    }

    void model(byte[] key, byte @Nullable [] value) {
        models.add(new String(key, StandardCharsets.UTF_8), value);
        news.tell(models.log(), models::fetch);
    }

    /** A version and the pointer to it. */
    void promote(long epoch, long version) {
        models.add(TestModels.records(version));
        model(TestModels.pointerKey(epoch), TestModels.pointer(epoch, version));
    }

    /** The version that the next image is scored with, as its verdict has it. */
    Verdict nextVerdict() {
        image(utf8("probe"), TestImages.png(28, 28, 100));
        return Json.read(verdicts.readValue(), Verdict.class);
    }

    List<TestRecord<byte[], byte[]>> verdicts() {
        return verdicts.readRecordsToList();
    }

    List<TestRecord<byte[], byte[]>> deadLetters() {
        return deadLetters.readRecordsToList();
    }

    List<TestRecord<byte[], byte[]>> examples() {
        return examples.readRecordsToList();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    static Duration endToEnd() {
        return Duration.between(Instant.ofEpochMilli(TIME), NOW);
    }

    @Override
    public void close() {
        driver.close();
        champion.close();
    }
}
