package io.gansieve.metrics;

import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.gan.CriticFigures;
import io.gansieve.gan.Forger;
import io.gansieve.gan.RoundResult;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.SourceName;
import io.gansieve.registry.GateReport;
import io.gansieve.registry.RoundReport;
import io.gansieve.replay.Split;
import io.gansieve.streams.QuarantineOutcome;
import io.gansieve.streams.StateReset;
import io.gansieve.streams.TrainerListener;
import io.gansieve.streams.UnusedLabel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts what the trainer does. Its gauges appear with their first value and go when the task leaves. Safe for any thread. */
public final class TrainerMeters implements TrainerListener {
    /** What the program itself names, and images of which nobody said who made them; a deployment's sources are added. */
    private static final Set<String> OWN_SOURCES = Stream.concat(
                    Stream.of(SourceName.ALL, LabeledImage.UNKNOWN_SOURCE),
                    Arrays.stream(Forger.values()).map(Forger::text))
            .collect(Collectors.toUnmodifiableSet());

    private final MeterRegistry registry;
    private final Set<String> sources;
    private final double targetFalsePositives;
    private final DeadLetterCounters deadLetters;
    private final UnusedLabelCounters unusedLabels;
    private final Map<Label, Counter> labels = new EnumMap<>(Label.class);
    private final Map<Label, Counter> duplicates = new EnumMap<>(Label.class);
    private final Map<Label, Counter> contradictions = new EnumMap<>(Label.class);
    private final Map<RoundReport.Outcome, Counter> rounds = new EnumMap<>(RoundReport.Outcome.class);
    private final Counter publishedAgain;
    private final Counter outbid;
    private final Map<StateReset, Counter> resets = new EnumMap<>(StateReset.class);
    private final Timer labelDelay;
    private final Timer roundTime;
    private final Counter images;
    private final Counter evictedVerdicts;
    private final Counter unreadableJoinRecords;
    private final Counter refusedVerdicts;
    private final Counter droppedLabels;
    private final Gauges gauges;

    /** Apart: the join's tasks come and go without the trainer's. */
    private final Gauges indexGauges;

    /**
     * @param sources from outside with a label value of their own, one that is called like a forger as {@link SourceName#outside} has
     *     it; the others are {@code other}
     * @param targetFalsePositives share of reals that the thresholds let through as generated
     */
    public TrainerMeters(MeterRegistry registry, Collection<String> sources, double targetFalsePositives) {
        this.registry = registry;
        this.sources = Stream.concat(sources.stream().map(SourceName::outside), OWN_SOURCES.stream())
                .collect(Collectors.toUnmodifiableSet());
        this.targetFalsePositives = targetFalsePositives;
        this.deadLetters = new DeadLetterCounters(registry);
        this.unusedLabels = new UnusedLabelCounters(registry);
        for (Label label : Label.values()) {
            Tags tags = Tags.of("label", label.text());
            labels.put(label, counter("gansieve.labels", "Labelled images", tags));
            duplicates.put(
                    label,
                    counter("gansieve.replay.duplicates", "Near-copies of held images under the same label", tags));
            contradictions.put(
                    label,
                    counter(
                            "gansieve.replay.contradictions",
                            "Near-copies of held images under the other label",
                            tags));
        }
        for (RoundReport.Outcome outcome : RoundReport.Outcome.given()) {
            rounds.put(
                    outcome,
                    counter("gansieve.training.rounds", "Rounds by outcome", Tags.of("outcome", outcome.text())));
        }
        this.publishedAgain = counter(
                "gansieve.champion.published.again", "Times that the models topic had lost the champion", Tags.empty());
        this.outbid = counter(
                "gansieve.champion.outbid",
                "Times that somebody else wrote or took back champion pointers",
                Tags.empty());
        for (StateReset to : StateReset.values()) {
            resets.put(
                    to,
                    counter(
                            "gansieve.training.resets",
                            "Times that training left its state for another",
                            Tags.of("to", to.text())));
        }
        for (Label label : Label.values()) {
            for (QuarantineOutcome outcome : QuarantineOutcome.values()) {
                quarantine(label, outcome);
            }
        }
        this.labelDelay = Timer.builder("gansieve.label.delay")
                .description("From an image's score to its label, for labels that came by themselves")
                .serviceLevelObjectives(Buckets.LABEL_DELAY)
                .register(registry);
        this.roundTime = Timer.builder("gansieve.training.round")
                .description("Duration of a round")
                .serviceLevelObjectives(Buckets.ROUND)
                .register(registry);
        this.images =
                counter("gansieve.training.images", "Real images that the networks were trained on", Tags.empty());
        this.evictedVerdicts = counter(
                "gansieve.label.index.evicted", "Verdicts that left the full index before their time", Tags.empty());
        this.unreadableJoinRecords = counter(
                "gansieve.label.join.unreadable",
                "Internal records of the label join that this version cannot read",
                Tags.empty());
        this.refusedVerdicts = counter(
                "gansieve.verdicts.refused", "Records of the verdicts topic that no scorer writes", Tags.empty());
        this.droppedLabels = counter(
                "gansieve.label.waiting.dropped",
                "Labels that stopped waiting before their time, since too many waited",
                Tags.empty());
        this.gauges = new Gauges(registry);
        this.indexGauges = new Gauges(registry);
    }

    private Counter counter(String name, String description, Tags tags) {
        return Counter.builder(name).tags(tags).description(description).register(registry);
    }

    @Override
    public void exampleTaken(Label label) {
        count(labels, label);
    }

    @Override
    public void exampleDuplicated(Label label) {
        count(duplicates, label);
    }

    @Override
    public void exampleContradicted(Label label) {
        count(contradictions, label);
    }

    private static void count(Map<Label, Counter> counters, Label label) {
        Optional.ofNullable(counters.get(label)).ifPresent(Counter::increment);
    }

    @Override
    public void labeled(Label label, Duration delay) {
        labelDelay.record(delay.isNegative() ? Duration.ZERO : delay);
    }

    @Override
    public void labelUnused(UnusedLabel reason) {
        unusedLabels.count(reason);
    }

    @Override
    public void verdictsEvicted(int verdicts) {
        evictedVerdicts.increment(verdicts);
    }

    @Override
    public void verdictIndexBytes(int partition, long bytes) {
        indexGauges.set(
                "gansieve.label.index.bytes",
                Tags.of("partition", Integer.toString(partition)),
                "Verdicts that wait for late labels, as labels.index-bytes counts them",
                (double) bytes);
    }

    @Override
    public void verdictRefused() {
        refusedVerdicts.increment();
    }

    @Override
    public void waitingLabelsDropped(int labels) {
        droppedLabels.increment(labels);
    }

    @Override
    public void waitingLabelBytes(int partition, long bytes) {
        indexGauges.set(
                "gansieve.label.waiting.bytes",
                Tags.of("partition", Integer.toString(partition)),
                "Labels that wait for their verdicts or images, and what finds them by time",
                (double) bytes);
    }

    @Override
    public void joinRecordUnreadable() {
        unreadableJoinRecords.increment();
    }

    @Override
    public void deadLettered(String reason) {
        deadLetters.count(reason);
    }

    @Override
    public void replayFilled(Split split, Label label, int held) {
        gauges.set(
                "gansieve.replay.images",
                Tags.of("split", split.text(), "label", label.text()),
                "Examples in the replay buffer",
                held);
    }

    @Override
    public void quarantineFilled(Label label, int held) {
        gauges.set(
                "gansieve.quarantine.images",
                Tags.of("label", label.text()),
                "Images in quarantine, since their labels contradict the detector or their sender is distrusted",
                held);
    }

    @Override
    public void quarantined(Label label, QuarantineOutcome outcome, int moved) {
        quarantine(label, outcome).increment(moved);
    }

    private Counter quarantine(Label label, QuarantineOutcome outcome) {
        return counter(
                "gansieve.quarantine",
                "Images that came into quarantine, or left it",
                Tags.of("label", label.text(), "outcome", outcome.text()));
    }

    @Override
    public void replayBytes(long bytes) {
        gauge("gansieve.replay.bytes", "Size of the replay buffer", (double) bytes);
    }

    @Override
    public void roundFinished(RoundReport report) {
        Counter counter = rounds.get(report.outcome());
        if (counter != null) {
            counter.increment();
        }
        roundTime.record(Duration.ofNanos((long) (report.seconds() * 1e9)));
        report.result().ifPresent(this::result);
        modes(report.coverage().flatMap(coverage -> coverage.average().modes()));
        report.gate().ifPresent(gate -> gate(gate, report.outcome() == RoundReport.Outcome.PROMOTED));
    }

    @Override
    public void trainingReset(StateReset to) {
        Counter counter = resets.get(to);
        if (counter != null) {
            counter.increment();
        }
    }

    private void result(RoundResult result) {
        images.increment((double) result.imagesTrained());
        loss("critic", result.criticLoss());
        loss("detector", result.detectorLoss());
        loss("generator", result.generatorLoss());
        criticAccuracy(Label.REAL, result.realAccuracy());
        criticAccuracy(Label.GENERATED, result.generatedAccuracy());
        gauge("gansieve.value.function", "V(D, G) without noise, in nats", result.valueFunction());
        gauge(
                "gansieve.jsd.lower.bound.nats",
                "(V + log 4) / 2, at least 0: what the critic proves of the distance between real and generated, as it sees them",
                CriticFigures.jsdBound(result.valueFunction()));
        gauge(
                "gansieve.wasserstein.estimate",
                "E[f(x)] - E[f(x')] without noise, in the critic's units; NaN for other objectives than wasserstein",
                result.wassersteinEstimate());
        gauge("gansieve.label.noise.ratio", "Share of critic labels that are flipped", result.labelNoise());
        gauge(
                "gansieve.instance.noise.sigma",
                "Noise on the critic's inputs, pixels in [-1, 1]",
                result.instanceNoise());
    }

    /** Not a number after a round that could not tell: an older round's figures would pass for its own. */
    private void modes(Optional<ModeCoverage> modes) {
        gauge(
                "gansieve.mode.coverage.ratio",
                "Classes that the averaged generator makes, of all that the data has",
                figure(modes, ModeCoverage::ratio));
        gauge(
                "gansieve.modes.covered",
                "Classes that the averaged generator makes",
                figure(modes, ModeCoverage::modesCovered));
        gauge(
                "gansieve.mode.reverse.kl.nats",
                "KL(generator || data) over classes",
                figure(modes, ModeCoverage::reverseKl));
        gauge(
                "gansieve.mode.reverse.kl.floor.nats",
                "What a perfect sampler shows with as few samples: (classes - 1) / (2 * samples)",
                figure(modes, ModeCoverage::reverseKlFloor));
    }

    private static double figure(Optional<ModeCoverage> modes, ToDoubleFunction<ModeCoverage> figure) {
        return modes.stream().mapToDouble(figure).findFirst().orElse(Double.NaN);
    }

    /** The gauges tell of the detector that serves: a rejected candidate's figures stay in its report. */
    private void gate(GateReport gate, boolean promoted) {
        auroc(promoted ? gate.auroc() : gate.championAuroc());
        if (promoted) {
            gauge("gansieve.false.positive.ratio", "Share of gate reals called GENERATED", gate.falsePositiveRatio());
            gauge(
                    "gansieve.false.positive.target.ratio",
                    "Share of reals that the thresholds may call GENERATED",
                    targetFalsePositives);
            gauge(
                    "gansieve.detector.calibration.error",
                    "Expected calibration error on the gate split",
                    gate.calibrationError());
        }
    }

    /** Several sources that share {@code other} show the worst of them. */
    private void auroc(Map<String, Double> bySource) {
        Map<String, Double> bounded = new TreeMap<>();
        bySource.forEach((source, auroc) ->
                bounded.merge(sources.contains(source) ? source : SourceName.OTHER, auroc, Math::min));
        bounded.forEach((source, auroc) -> gauges.set(
                "gansieve.detector.auroc",
                Tags.of("split", Split.GATE.text(), "source", source),
                "Area under the ROC curve of the serving detector",
                auroc));
    }

    private void loss(String network, double value) {
        gauges.set("gansieve.loss", Tags.of("network", network), "Mean loss of the last round", value);
    }

    private void criticAccuracy(Label label, double value) {
        gauges.set(
                "gansieve.critic.accuracy.ratio",
                Tags.of("label", label.text()),
                "Share of gate reals, or of fresh samples, that the critic tells rightly without noise",
                value);
    }

    private void gauge(String name, String description, double value) {
        gauges.set(name, Tags.empty(), description, value);
    }

    @Override
    public void championPublishedAgain() {
        publishedAgain.increment();
    }

    @Override
    public void championOutbid() {
        outbid.increment();
    }

    @Override
    public void handedOver() {
        gauges.removeAll();
    }
}
