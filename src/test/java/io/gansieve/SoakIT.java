package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.app.KafkaClients;
import io.gansieve.app.ModelSummary;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.ModelLog;
import io.gansieve.registry.Retention;
import io.gansieve.registry.RoundReport;
import io.gansieve.registry.RoundRequest;
import io.gansieve.replay.ReplayBuffer;
import io.gansieve.replay.ReplaySettings;
import io.gansieve.scoring.Champion;
import io.gansieve.scoring.Json;
import io.gansieve.streams.LabelIndex;
import io.gansieve.streams.ModelLogFollower;
import io.gansieve.streams.ModelLogReader;
import io.gansieve.streams.RecordLimits;
import io.gansieve.streams.ScorerListener;
import io.gansieve.streams.ScorerTopology;
import io.gansieve.streams.ServedChampion;
import io.gansieve.streams.SoakTrainer;
import io.gansieve.streams.StreamsClients;
import io.gansieve.streams.StreamsProperties;
import io.gansieve.streams.StreamsSettings;
import io.gansieve.streams.TopicAdmin;
import io.gansieve.streams.TopicHistory;
import io.gansieve.streams.Topics;
import io.gansieve.streams.TrainerListener;
import io.gansieve.streams.TrainerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ten months of a deployment in half an hour: {@code gansieve.soak.promotions} champions of 50 KiB each over 300 days of a clock that
 * leaps, {@code gansieve.soak.sources} names of sources and {@code gansieve.soak.verdicts} verdicts, through both applications on a
 * broker of its own process. All bounds are small, so that each is reached before the half. What was seen twenty times on the way is a
 * table in {@code target/soak/soak.md}.
 */
class SoakIT {
    private static final Logger LOG = LoggerFactory.getLogger(SoakIT.class);

    private static final int VERDICTS = Integer.getInteger("gansieve.soak.verdicts", 1_000_000);
    private static final int PROMOTIONS = Integer.getInteger("gansieve.soak.promotions", 2_000);
    private static final int SOURCES = Integer.getInteger("gansieve.soak.sources", 20_000);

    private static final int SAMPLES = 20;
    private static final int LATE_LABEL_EVERY = 200;

    /** Images that wait for the scorer, counted in rounds. */
    private static final int ROUNDS_AHEAD = 4;

    private static final Duration SPAN = Duration.ofDays(300);
    private static final Duration LEAP = SPAN.dividedBy(PROMOTIONS);
    private static final Duration LABELS_WINDOW = Duration.ofDays(30);

    private static final long MIB = 1 << 20;
    private static final long KEEP_BYTES = 8 * MIB;

    /** A short run fills it, too. */
    private static final long INDEX_BYTES = Math.max(256 << 10, 4L * VERDICTS);

    private static final long REPLAY_BYTES = 8 * MIB;

    /** The smallest that a broker takes; the newest segment is never cleaned. */
    private static final long SEGMENT_BYTES = MIB;

    private static final double TOPIC_TO_KEEP = 1.5;
    private static final double HEAP_BAND = .05;
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final int MAX_REPORT_BYTES = 256 << 10;

    private static final ImageShape SHAPE = ImageShape.MNIST;
    private static final Topics TOPICS = Topics.withPrefix("soak-");

    @TempDir
    Path folder;

    private final List<Row> rows = new ArrayList<>();
    private final SoakClock clock = new SoakClock(SPAN.plusHours(1));
    private final TrainerFigures figures = new TrainerFigures();
    private final SoakTrainer rounds = new SoakTrainer(clock);
    private long started;

    /** What was seen at one moment, with nothing on its way. */
    private record Row(
            long seconds,
            int promotions,
            int answered,
            double heapMib,
            double replayMib,
            double indexMib,
            int versions,
            int pointers,
            double weightsMib,
            double topicMib) {
        static final List<String> HEAD = List.of(
                "| s | promotions | answers | heap, MiB | replay, MiB | index, MiB | versions known | pointers | weights, MiB | topic on disk, MiB |",
                "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "| %d | %,d | %,d | %.1f | %.2f | %.2f | %,d | %,d | %.2f | %.2f |",
                    seconds,
                    promotions,
                    answered,
                    heapMib,
                    replayMib,
                    indexMib,
                    versions,
                    pointers,
                    weightsMib,
                    topicMib);
        }
    }

    /** What the trainer says of itself. */
    private static final class TrainerFigures implements TrainerListener {
        private final AtomicLong replay = new AtomicLong();
        private final AtomicLong evicted = new AtomicLong();
        private final AtomicLong lateExamples = new AtomicLong();
        private final AtomicLong largestReport = new AtomicLong();
        private final AtomicLongArray index = new AtomicLongArray(16);
        private final AtomicLong largestIndex = new AtomicLong();

        @Override
        public void replayBytes(long bytes) {
            replay.set(bytes);
        }

        @Override
        public void verdictIndexBytes(int partition, long bytes) {
            index.set(partition, bytes);
            largestIndex.accumulateAndGet(indexBytes(), Math::max);
        }

        @Override
        public void verdictsEvicted(int verdicts) {
            evicted.addAndGet(verdicts);
        }

        @Override
        public void labeled(Label label, Duration delay) {
            lateExamples.incrementAndGet();
        }

        @Override
        public void roundFinished(RoundReport report) {
            largestReport.accumulateAndGet(Json.write(report).length, Math::max);
        }

        long indexBytes() {
            long sum = 0;
            for (int i = 0; i < index.length(); i++) {
                sum += index.get(i);
            }
            return sum;
        }
    }

    @BeforeEach
    void start() {
        started = System.nanoTime();
    }

    @Test
    void staysWithinItsBoundsForTenMonths() throws Exception {
        int port = ServiceProcess.freePort();
        KafkaClients clients =
                new KafkaClients("127.0.0.1:" + port, Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "50"));
        try (ServiceProcess broker =
                        ServiceProcess.broker(ServiceProcess.log("soak-broker"), folder.resolve("broker"), port);
                Admin admin = clients.admin()) {
            await(60)
                    .ignoreExceptions()
                    .until(() -> !admin.describeCluster().nodes().get().isEmpty());
            RecordLimits limits = createTopics(admin);
            Champion champion = new Champion();
            ImageDecoder decoder = new ImageDecoder(SHAPE, ImageFit.RESIZE);
            ServedChampion served =
                    new ServedChampion(champion, decoder, folder.resolve("champion.onnx"), ScorerListener.NONE);
            try (champion;
                    ModelLogFollower models = ModelLogFollower.start(() -> reader(clients), List.of(served), clock);
                    KafkaStreams scorer = scorer(clients, limits, decoder, champion);
                    KafkaStreams trainer = trainer(clients, limits, decoder, models);
                    KafkaProducer<byte[], byte[]> producer = clients.producer()) {
                models.awaitFirstRead();
                scorer.start();
                trainer.start();
                SoakInput input = new SoakInput(producer, TOPICS, clock, VERDICTS, SOURCES);
                try (SoakAnswers answers =
                        new SoakAnswers(clients.consumer(), TOPICS, VERDICTS, number -> labelLate(input, number))) {
                    Soak soak = new Soak(admin, models, input, answers);
                    Set<String> sources = soak.run();
                    assertThat(broker.isAlive()).isTrue();
                    assertThat(scorer.state()).isEqualTo(KafkaStreams.State.RUNNING);
                    assertThat(trainer.state()).isEqualTo(KafkaStreams.State.RUNNING);
                    holds(soak, sources, clients);
                }
            } finally {
                Files.write(Files.createDirectories(Path.of("target", "soak")).resolve("soak.md"), table());
            }
        }
    }

    private List<String> table() {
        return Stream.concat(Row.HEAD.stream(), rows.stream().map(Row::toString))
                .toList();
    }

    private static void labelLate(SoakInput input, int number) {
        if (number % LATE_LABEL_EVERY == 3) {
            input.label(number);
        }
    }

    private static ModelLogReader reader(KafkaClients clients) {
        try {
            return clients.openModelLog(TOPICS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With small segments and eager cleaning of models; record times lie in the past, and nothing else may leave for its age. */
    private static RecordLimits createTopics(Admin admin) throws ExecutionException, InterruptedException {
        TopicAdmin topics = new TopicAdmin(admin);
        topics.create(TOPICS, TopicAdmin.DEFAULT_PARTITIONS);
        Map<ConfigResource, Collection<AlterConfigOp>> settings = TOPICS.all().stream()
                .collect(Collectors.toMap(
                        name -> new ConfigResource(ConfigResource.Type.TOPIC, name),
                        name -> List.of(set(TopicConfig.RETENTION_MS_CONFIG, -1))));
        settings.put(
                new ConfigResource(ConfigResource.Type.TOPIC, TOPICS.models()),
                List.of(
                        set(TopicConfig.SEGMENT_BYTES_CONFIG, SEGMENT_BYTES),
                        set(TopicConfig.DELETE_RETENTION_MS_CONFIG, 1_000),
                        new AlterConfigOp(
                                new ConfigEntry(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.01"),
                                AlterConfigOp.OpType.SET)));
        admin.incrementalAlterConfigs(settings).all().get();
        return topics.limits(TOPICS);
    }

    private static AlterConfigOp set(String name, long value) {
        return new AlterConfigOp(new ConfigEntry(name, Long.toString(value)), AlterConfigOp.OpType.SET);
    }

    private KafkaStreams scorer(KafkaClients clients, RecordLimits limits, ImageDecoder decoder, Champion champion) {
        Properties properties = StreamsProperties.scorer(
                settings(clients, "scorer", 2, Duration.ofMillis(500)),
                limits,
                TopicAdmin.DEFAULT_PARTITIONS,
                Runtime.getRuntime().maxMemory());
        Topology topology = ScorerTopology.build(
                new TopologyConfig(new StreamsConfig(properties)),
                TOPICS,
                limits,
                decoder,
                champion,
                ScorerListener.NONE,
                clock);
        return new KafkaStreams(topology, properties, new StreamsClients(TopicHistory.UNKNOWN));
    }

    private KafkaStreams trainer(
            KafkaClients clients, RecordLimits limits, ImageDecoder decoder, ModelLogFollower models) {
        StreamsSettings settings = settings(clients, "trainer", 1, Duration.ofMillis(100));
        TrainerSettings training = new TrainerSettings(
                1,
                10,
                Duration.ofMillis(50),
                4,
                2,
                ReplaySettings.ofBytes(REPLAY_BYTES),
                7,
                new Retention(KEEP_BYTES),
                LABELS_WINDOW,
                new LabelIndex(LabelIndex.Use.FULL, INDEX_BYTES),
                TrainerSettings.DEFAULT_FORGET_WITHIN);
        Topology topology = rounds.topology(TOPICS, limits, training, decoder, settings, models, figures);
        Properties properties = StreamsProperties.trainer(
                settings, limits, SHAPE, Runtime.getRuntime().maxMemory());
        return new KafkaStreams(topology, properties, new StreamsClients(TopicHistory.UNKNOWN));
    }

    private StreamsSettings settings(KafkaClients clients, String role, int threads, Duration commitInterval) {
        return new StreamsSettings(
                clients.bootstrapServers(),
                "soak-",
                "soak-" + role,
                folder.resolve(role),
                threads,
                commitInterval,
                LABELS_WINDOW,
                Map.of());
    }

    private static ConditionFactory await(int seconds) {
        return Awaitility.await().atMost(Duration.ofSeconds(seconds)).pollInterval(Duration.ofMillis(10));
    }

    /** The run itself: rounds and images in step, so that each promotion has its share of the verdicts. */
    private final class Soak {
        private final Admin admin;
        private final ModelLogFollower models;
        private final SoakInput input;
        private final SoakAnswers answers;

        Soak(Admin admin, ModelLogFollower models, SoakInput input, SoakAnswers answers) {
            this.admin = admin;
            this.models = models;
            this.input = input;
            this.answers = answers;
        }

        /** Returns the sources that the last round knew. */
        Set<String> run() throws InterruptedException, ExecutionException {
            input.goTo(due(ROUNDS_AHEAD));
            input.start();
            Set<String> sources = new TreeSet<>();
            for (int promotion = 1; promotion <= PROMOTIONS; promotion++) {
                SoakTrainer.Round round = next(promotion);
                long due = due(promotion);
                await(300).until(() -> answers.answered() >= due);
                clock.leap(LEAP);
                rounds.finish(round);
                awaitServed(promotion);
                input.goTo(due(promotion + ROUNDS_AHEAD));
                if (promotion * SAMPLES / PROMOTIONS > (promotion - 1) * SAMPLES / PROMOTIONS) {
                    sources = sources(round.request());
                    sample(promotion);
                }
            }
            return sources;
        }

        private static Set<String> sources(RoundRequest request) {
            return Stream.of(
                            request.gate(),
                            request.calibrate(),
                            request.images().generated())
                    .flatMap(Collection::stream)
                    .map(LabeledImage::source)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private SoakTrainer.Round next(int promotion) throws InterruptedException {
            Optional<SoakTrainer.Round> round = rounds.next(120);
            return round.orElseThrow(() -> new AssertionError(
                    "round %d did not start; %d images answered".formatted(promotion, answers.answered())));
        }

        /** Images that are answered when a promotion is due. */
        private long due(long promotion) {
            return VERDICTS * promotion / PROMOTIONS;
        }

        /** The clock leaps once the topic holds the champion: it would seem lost for hours otherwise. Asking wakes the follower. */
        private void awaitServed(long epoch) {
            await(60).until(() -> {
                models.fetch(0).get();
                return models.log().champion().map(ChampionPointer::epoch).orElse(0L) >= epoch;
            });
        }

        private void sample(int promotions) throws InterruptedException, ExecutionException {
            await(300).until(() -> input.rests() && answers.answered() == input.sent());
            await(300).pollInterval(Duration.ofMillis(200)).until(() -> trainerLag() == 0);
            ModelLog log = models.log();
            Row row = new Row(
                    Duration.ofNanos(System.nanoTime() - started).toSeconds(),
                    promotions,
                    answers.answered(),
                    mib(heapBytes()),
                    mib(figures.replay.get()),
                    mib(figures.indexBytes()),
                    log.versions().size(),
                    log.pointers().size(),
                    mib(log.bytes()),
                    mib(topicBytes()));
            rows.add(row);
            LOG.info("{}", row);
        }

        /** After full collections: only every fourth of the serial collector leaves no gaps between what lives. */
        private static long heapBytes() {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 4; i++) {
                System.gc();
                least = Math.min(
                        least,
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
            return least;
        }

        /** Records of verdicts and of the label join that the trainer has not read. */
        private long trainerLag() throws ExecutionException, InterruptedException {
            Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>(admin.listConsumerGroupOffsets("soak-trainer")
                    .partitionsToOffsetAndMetadata()
                    .get());
            read.keySet()
                    .removeIf(partition -> !partition.topic().equals(TOPICS.verdicts())
                            && !partition.topic().endsWith("-repartition"));
            ListOffsetsResult ends = admin.listOffsets(read.keySet().stream()
                    .collect(Collectors.toMap(partition -> partition, to -> OffsetSpec.latest())));
            long lag = 0;
            for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : read.entrySet()) {
                long left = ends.partitionResult(entry.getKey()).get().offset()
                        - entry.getValue().offset();
                // The end of a transaction has an offset, too.
                lag += Math.max(0, left - 2);
            }
            return lag;
        }

        private long topicBytes() throws ExecutionException, InterruptedException {
            return admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
                    .flatMap(folders -> folders.values().stream())
                    .flatMap(log -> log.replicaInfos().entrySet().stream())
                    .filter(replica -> replica.getKey().topic().equals(TOPICS.models()))
                    .mapToLong(replica -> replica.getValue().size())
                    .sum();
        }

        /** Waits for the cleaner, which looks every 15 s; returns the bytes of the models topic on disk. */
        long cleaned() {
            return await(120)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(this::topicBytes, bytes -> bytes <= TOPIC_TO_KEEP * KEEP_BYTES);
        }
    }

    private static double mib(long bytes) {
        return bytes / (double) MIB;
    }

    private void holds(Soak soak, Set<String> sources, KafkaClients clients) throws IOException {
        assertThat(soak.answers.answered()).as("images with an answer").isEqualTo(VERDICTS);
        long topicBytes = soak.cleaned();
        assertThat(soak.answers.doubled()).as("images with two answers").isZero();

        long began = System.nanoTime();
        ModelLog log;
        byte[] list;
        try (ModelLogReader reader = clients.openModelLog(TOPICS)) {
            log = reader.catchUp();
            list = Json.write(ModelSummary.page(log, Long.MAX_VALUE, ModelSummary.MAX_PAGE));
        }
        Duration listed = Duration.ofNanos(System.nanoTime() - began);
        began = System.nanoTime();
        byte[] page = Json.write(ModelSummary.page(soak.models.log(), Long.MAX_VALUE, 100));
        Duration shown = Duration.ofNanos(System.nanoTime() - began);
        LOG.info(
                "{} bytes on disk after cleaning, {} of weights; {} sources named, reports of at most {} bytes, {} verdicts evicted from an index of at most {} bytes, {} late labels used,"
                        + " {} not; {} dead letters of images; models list {} ms, {} bytes; page {} ms, {} bytes",
                topicBytes,
                log.bytes(),
                sources.size(),
                figures.largestReport,
                figures.evicted,
                figures.largestIndex,
                figures.lateExamples,
                soak.answers.unusedLabels(),
                soak.answers.deadLetters(),
                listed.toMillis(),
                list.length,
                shown.toMillis(),
                page.length);

        assertThat(log.championVersion()).isEqualTo(PROMOTIONS);
        assertThat(log.bytes()).as("weights on the topic").isLessThanOrEqualTo(KEEP_BYTES);
        assertThat(log.problems()).isEmpty();
        assertThat(log.pointers().size())
                .as("pointers of 90 days, and two of each version that is held")
                .isLessThanOrEqualTo((int) (Retention.RECORDS.dividedBy(LEAP)
                        + 2L * log.heldBytes().size()
                        + 2));
        assertThat(figures.largestIndex.get()).as("index").isLessThanOrEqualTo(INDEX_BYTES);
        assertThat(figures.evicted.get())
                .as("verdicts that left the full index")
                .isPositive();
        assertThat(figures.replay.get()).as("replay").isLessThanOrEqualTo(REPLAY_BYTES);
        assertThat(sources.size()).as("sources with a name").isLessThanOrEqualTo(ReplayBuffer.MAX_SOURCES + 1);
        assertThat(figures.largestReport.get()).as("report").isLessThanOrEqualTo(MAX_REPORT_BYTES);
        assertThat(listed).as("models list").isLessThan(ANSWER);
        assertThat(shown).as("models of the page").isLessThan(ANSWER);
        assertThat(page.length).isLessThan((int) MIB);
        List<Double> heap = rows.stream().skip(SAMPLES / 2).map(Row::heapMib).toList();
        double mean = heap.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        assertThat(heap)
                .as("MiB of heap after a full collection, over the last half")
                .allSatisfy(used -> assertThat(used).isBetween(mean * (1 - HEAP_BAND), mean * (1 + HEAP_BAND)));
    }
}
