package io.gansieve.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Sha256;
import io.gansieve.scoring.Json;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.ScoredFile;
import io.gansieve.scoring.Thresholds;
import io.gansieve.scoring.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands before a topic with a limit, alone. */
class FittingProcessorsTest {
    private static final int LIMIT = 64 << 10;

    @TempDir
    private Path folder;

    @Test
    void leavesOutAndCountsExamplesThatDoNotFit() {
        List<UnusedLabel> unused = new ArrayList<>();
        TrainerListener listener = new TrainerListener() {
            @Override
            public void labelUnused(UnusedLabel reason) {
                unused.add(reason);
            }
        };

        List<TestRecord<byte[], byte[]>> left = through(
                () -> new ExampleFittingProcessor(RecordLimits.all(LIMIT), listener),
                List.of(
                        new TestRecord<>(new byte[1], new byte[LIMIT]),
                        new TestRecord<>(new byte[2], new byte[1000]),
                        new TestRecord<>(new byte[LIMIT], new byte[1000])));

        assertThat(left).extracting(TestRecord::key).containsExactly(new byte[2]);
        assertThat(unused).containsExactly(UnusedLabel.TOO_LARGE, UnusedLabel.TOO_LARGE);
    }

    @Test
    void cutsDeadLettersToTheirTopic() {
        Record<byte[], byte[]> letter = DeadLetters.of(
                new Record<>(new byte[1], new byte[LIMIT], 7, new RecordHeaders()),
                new DeadLetters.Position("t-images", 3, 41),
                DeadLetters.Failure.refused("corrupt", "expected a PNG"));

        List<TestRecord<byte[], byte[]>> left = through(
                () -> new DeadLetterFittingProcessor(LIMIT),
                List.of(new TestRecord<>(letter.key(), letter.value(), letter.headers(), letter.timestamp())));

        assertThat(left).hasSize(1);
        assertThat(left.get(0).value()).hasSizeLessThan(200);
        assertThat(left.get(0).timestamp()).isEqualTo(7);
        assertThat(ScorerFixture.header(left.get(0), "gansieve.reference")).isEqualTo("t-images-3@41");
    }

    @Test
    void passesOverAVerdictWhoseIdIsLongerThanAnyKey() {
        MockProcessorContext<byte[], Routed> context = new MockProcessorContext<>();
        context.setRecordMetadata("t-verdicts", 0, 0);
        VerdictReadingProcessor reading = new VerdictReadingProcessor(
                List.of("images", "t-images"), TrainerListener.NONE, Clock.fixed(ScorerFixture.NOW, ZoneOffset.UTC));
        reading.init(context);

        reading.process(verdict("c".repeat(Command.MAX_ID + 1)));
        reading.process(verdict("cat"));

        List<String> ids = context.forwarded().stream()
                .map(read -> new String(read.record().key(), StandardCharsets.UTF_8))
                .toList();
        assertThat(ids).containsExactly("cat");
    }

    private static Record<byte[], byte[]> verdict(String id) {
        Score score = new Score(
                Score.Decision.REAL, 0.1, 1, true, new Thresholds(0.2, 0.8, 0.9, 0.01), 5, 6, "sha", List.of());
        Image image = Image.of(new ImageShape(8, 8, 1), new byte[64]);
        Verdict verdict = Verdict.of(
                new ScoredFile(image, score, 8, 8, "png", Optional.empty()),
                id,
                Sha256.hex(new byte[1]),
                new Verdict.Input("t-images", 0, 0, 1),
                ScorerFixture.NOW);
        return new Record<>(new byte[0], Json.write(verdict), 1);
    }

    private List<TestRecord<byte[], byte[]>> through(
            ProcessorSupplier<byte[], byte[], byte[], byte[]> processor, List<TestRecord<byte[], byte[]>> records) {
        Topology topology = new Topology();
        topology.addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "from")
                .addProcessor("fit", processor, "in")
                .addSink("out", "to", new ByteArraySerializer(), new ByteArraySerializer(), "fit");
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, ScorerFixture.properties(folder))) {
            driver.createInputTopic("from", new ByteArraySerializer(), new ByteArraySerializer())
                    .pipeRecordList(records);
            return ScorerFixture.output(driver, "to").readRecordsToList();
        }
    }
}
