package io.gansieve.app;

import io.gansieve.config.GansieveConfig;
import io.gansieve.image.Image;
import io.gansieve.image.ImageFile;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageGrid;
import io.gansieve.image.ImageShape;
import io.gansieve.image.ImageSource;
import io.gansieve.image.Label;
import io.gansieve.image.Png;
import io.gansieve.image.SourceName;
import io.gansieve.image.codec.DecodeResult;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.GateReport;
import io.gansieve.registry.Manifest;
import io.gansieve.registry.ModelLog;
import io.gansieve.registry.ModelPackage;
import io.gansieve.registry.ModelRecords;
import io.gansieve.registry.ModelVersion;
import io.gansieve.registry.Provenance;
import io.gansieve.registry.RoundReport;
import io.gansieve.registry.VersionRecords;
import io.gansieve.scoring.Calibration;
import io.gansieve.scoring.Champion;
import io.gansieve.scoring.Detector;
import io.gansieve.scoring.DetectorMetadata;
import io.gansieve.scoring.Familiarity;
import io.gansieve.scoring.FrameThresholds;
import io.gansieve.scoring.Score;
import io.gansieve.scoring.ScoredFile;
import io.gansieve.scoring.Thresholds;
import io.gansieve.scoring.TinyDetector;
import io.gansieve.scoring.Verdict;
import io.gansieve.streams.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The HTTP interface over a history that was made up, without Kafka: what the status page's tests and {@code .ci/page-check} look at.
 */
final class PageFixture implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final int ROUNDS = 24;
    private static final int DIGITS = 64;
    private static final Thresholds THRESHOLDS = new Thresholds(0.2, 0.8, 0.9, 0.01);

    final VerdictFeed feed = new VerdictFeed(Clock.fixed(NOW, ZoneOffset.UTC));
    final Champion champion = new Champion();
    final TreeMap<String, RoleHealth> health = new TreeMap<>(
            Map.of("scorer", new RoleHealth("RUNNING", true, true), "trainer", new RoleHealth("RUNNING", true, true)));
    volatile List<RoundSummary> rounds = List.of();
    volatile ModelLog registry = ModelLog.EMPTY;
    final TreeMap<Long, byte[]> grids = new TreeMap<>();
    private final StatusEvents events;
    private final HttpServer server;

    private PageFixture(int port, Optional<String> token) throws IOException {
        ImageDecoder decoder = new ImageDecoder(ImageShape.MNIST, ImageFit.RESIZE);
        FileScorer scorer = new FileScorer(decoder, champion::score, Clock.fixed(NOW, ZoneOffset.UTC));
        Optional<ChampionOrders> commands = token.map(given ->
                new ChampionOrders(new Orders(new KafkaClients("127.0.0.1:1", Map.of()), Topics.withPrefix("x-"))));
        this.events = StatusEvents.start(new StatusEvents.Sources(
                () -> new TreeMap<>(health), () -> registry, () -> rounds, Optional.of(feed), token.isPresent()));
        this.server = HttpServer.start(
                new GansieveConfig.Http(true, "127.0.0.1", port, token, GansieveConfig.Http.Anonymous.ON_LOOPBACK),
                Endpoints.of(
                        new Endpoints.Sources(
                                () -> "gansieve_verdicts_total 0.0\n",
                                () -> health,
                                version -> Optional.ofNullable(grids.get(
                                        version == 0
                                                ? Long.valueOf(registry.championVersion())
                                                : Long.valueOf(version))),
                                () -> registry,
                                () -> rounds,
                                file -> scorer.score("id", "http", file),
                                new Explainer(decoder, champion::score),
                                commands),
                        token.isPresent()),
                events.stream());
    }

    /** A service that has just started: version 0, no rounds, no images. */
    static PageFixture fresh(Optional<String> token) throws IOException {
        return new PageFixture(0, token);
    }

    int watchers() {
        return events.stream().watchers();
    }

    URI address() {
        return server.address();
    }

    /** A detector that calls bright images generated. */
    PageFixture withDetector(long version) {
        DetectorMetadata metadata = new DetectorMetadata(
                DetectorMetadata.SCHEMA,
                version,
                ImageShape.MNIST,
                ImageFit.RESIZE,
                Calibration.IDENTITY,
                THRESHOLDS,
                FrameThresholds.NONE,
                Familiarity.UNLIMITED,
                List.of("gan"));
        champion.serve(version, Detector.load(TinyDetector.onnx(ImageShape.MNIST, 40, -4, metadata.toProperties())));
        return this;
    }

    PageFixture withRounds(int count) {
        List<RoundSummary> made = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 1; round <= count; round++) {
            made.add(round(round, count, random));
        }
        rounds = List.copyOf(made);
        return this;
    }

    static RoundSummary round(int round, int count, SplittableRandom random) {
        double progress = 1 - Math.exp(-5.0 * round / count);
        boolean failed = round == count / 2;
        RoundReport.Outcome outcome = failed
                ? RoundReport.Outcome.DIVERGED
                : random.nextDouble() < 0.6 ? RoundReport.Outcome.PROMOTED : RoundReport.Outcome.REJECTED;
        double noise = 0.05 * random.nextDouble();
        return new RoundSummary(
                round,
                outcome,
                outcome == RoundReport.Outcome.REJECTED ? "source vae: AUROC may have fallen by 0.013" : "",
                failed ? 0 : round,
                NOW.minus(Duration.ofMinutes(count - round)),
                11.5 + random.nextDouble(),
                failed
                        ? new RoundSummary.Losses(Double.NaN, Double.NaN, Double.NaN)
                        : new RoundSummary.Losses(
                                0.7 + 0.5 * progress + noise,
                                2.2 - 1.3 * progress + 4 * noise,
                                0.5 - 0.4 * progress + noise),
                -1.1,
                0.1 * (1 - progress),
                0.2 * (1 - progress),
                failed ? Optional.empty() : Optional.of((int) Math.round(10 * progress)),
                failed ? Optional.empty() : Optional.of(10),
                failed ? Double.NaN : 1.2 * (1 - progress) + noise,
                0.004,
                failed ? Double.NaN : 0.9 - 0.5 * progress + noise,
                failed ? Double.NaN : 0.9 + 0.098 * progress,
                failed ? Double.NaN : 0.03 * (1 - progress) + 0.1 * noise,
                failed ? Double.NaN : 0.05 * (1 - progress) + 0.1 * noise);
    }

    /** One version for each round but the failed one; the first has no weights any more, the last is the champion, pinned. */
    private PageFixture withVersions(List<Image> digits) {
        ModelRecords topic = new ModelRecords();
        long last = 0;
        for (RoundSummary round : rounds) {
            if (round.version() > 0) {
                topic.add(VersionRecords.of(
                        new ModelPackage(version(round), new byte[] {1}, new byte[] {2}, new byte[] {3})));
                last = round.version();
                grids.put(round.version(), grid(digits, (double) round.round() / rounds.size()));
            }
        }
        long first = topic.log().versions().firstKey();
        topic.add(Manifest.gone(topic.log().version(first).orElseThrow().metadata()));
        topic.add(new ChampionPointer(1, 14, last, "promote", "ada", "", true, NOW));
        registry = topic.log();
        return this;
    }

    private static ModelVersion version(RoundSummary round) {
        boolean passed = round.outcome() == RoundReport.Outcome.PROMOTED;
        return new ModelVersion(
                ModelVersion.SCHEMA,
                round.version(),
                round.startedAt(),
                ImageShape.MNIST,
                ImageFit.RESIZE,
                Calibration.IDENTITY,
                THRESHOLDS,
                List.of("gan"),
                new Provenance(Math.max(0, round.version() - 1), round.round(), 42, 1000, "digest", Map.of(), Map.of()),
                new GateReport(
                        passed,
                        passed ? List.of() : List.of(round.reason()),
                        Map.of(SourceName.ALL, round.auroc()),
                        Map.of(),
                        round.falsePositiveRatio(),
                        round.calibrationError(),
                        200,
                        300),
                Map.of());
    }

    /** Digits that come out of noise. */
    private static byte[] grid(List<Image> digits, double progress) {
        SplittableRandom random = new SplittableRandom(7);
        return ImageGrid.png(
                digits.stream()
                        .map(digit -> noised(digit, 1 - progress, random))
                        .toList(),
                8,
                2);
    }

    private static Image noised(Image image, double share, SplittableRandom random) {
        byte[] pixels = image.pixels();
        for (int i = 0; i < pixels.length; i++) {
            if (random.nextDouble() < share) {
                pixels[i] = (byte) random.nextInt(256);
            }
        }
        return Image.of(image.shape(), pixels);
    }

    /** As if a scorer had answered it. */
    void answer(int number, Image image, double probability, Optional<Label> truth) {
        Score.Decision decision = THRESHOLDS.decide(probability);
        feed.scored(decision, Duration.ofMillis(1), Duration.ofMillis(20));
        Score score = new Score(decision, probability, 0, true, THRESHOLDS, 23, 14, "sha", List.of("gan"));
        Instant at = NOW.plus(Duration.ofSeconds(number));
        Verdict verdict = Verdict.of(
                new ScoredFile(image, score, 28, 28, "png", Optional.empty()),
                "mnist-test-%05d".formatted(number),
                "sha",
                new Verdict.Input("images", 0, number, 0),
                at);
        feed.answered(verdict, image, truth);
    }

    static List<Image> digits(int count) throws IOException {
        ImageDecoder decoder = new ImageDecoder(ImageShape.MNIST, ImageFit.RESIZE);
        List<Image> digits = new ArrayList<>();
        try (ImageSource source = ImageSource.open("mnist:test")) {
            for (Optional<ImageFile> next = source.next();
                    next.isPresent() && digits.size() < count;
                    next = source.next()) {
                if (decoder.decode(next.get().bytes()) instanceof DecodeResult.Decoded decoded) {
                    digits.add(decoded.image());
                }
            }
        }
        return digits;
    }

    @Override
    public void close() {
        server.close();
        events.close();
        champion.close();
    }

    /**
     * Serves, until it is ended, a fresh service, one with a history, and one with a history and a token.
     *
     * @param args a file that gets an image to try, and the three ports
     */
    public static void main(String[] args) throws Exception {
        List<Image> digits = digits(DIGITS);
        Files.write(Path.of(args[0]), Png.encode(digits.get(0)));
        PageFixture fresh = new PageFixture(Integer.parseInt(args[1]), Optional.empty());
        List<PageFixture> full = List.of(
                new PageFixture(Integer.parseInt(args[2]), Optional.empty()),
                new PageFixture(Integer.parseInt(args[3]), Optional.of("a-token-of-many-characters")));
        SplittableRandom random = new SplittableRandom(3);
        for (PageFixture fixture : full) {
            fixture.withDetector(ROUNDS).withRounds(ROUNDS).withVersions(digits);
        }
        System.out.println("serving at " + fresh.address());
        for (int i = 0; ; i++) {
            boolean generated = random.nextDouble() < 0.4;
            Image image = generated ? noised(digits.get(i % DIGITS), 0.15, random) : digits.get(i % DIGITS);
            double doubt = Math.pow(random.nextDouble(), 6);
            Optional<Label> truth = random.nextDouble() < 0.5
                    ? Optional.of(generated ? Label.GENERATED : Label.REAL)
                    : Optional.empty();
            for (PageFixture fixture : full) {
                fixture.answer(i, image, generated ? 1 - doubt : doubt, truth);
            }
            if (i > 40) {
                Thread.sleep(500);
            }
        }
    }
}
