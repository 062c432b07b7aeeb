package io.gansieve.streams;

import io.gansieve.image.Image;
import io.gansieve.image.Sha256;
import io.gansieve.image.codec.DecodeResult;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.replay.Example;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings verdicts and labels of one image together: a label that fits becomes an example with the score that the image got before,
 * unless the image is an animation. All events of an id come here, in the order of the repartition topic.
 */
final class LabelJoinProcessor implements Processor<byte[], byte[], byte[], Routed> {
    static final String IMAGE_GONE = "image-gone";
    static final String LABEL_MISMATCH = "label-mismatch";
    static final String LABEL_LATE = "label-late";
    static final String LABEL_UNKNOWN = "label-unknown";

    /** The join itself failed at a label, which a record that nobody foresaw can cause. */
    static final String LABEL_FAILED = "label-failed";

    private static final Logger LOG = LoggerFactory.getLogger(LabelJoinProcessor.class);

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);
    private static final Duration SHORTEST_LOOK = Duration.ofMillis(100);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);

    /** At most so many leave at once, so that a transaction stays small. */
    private static final int EXPIRED_AT_ONCE = 1000;

    /** Each may read an image, and a look must end well within a transaction's time. */
    private static final int RETRIED_AT_ONCE = 100;

    private final Duration window;
    private final LabelIndex index;
    private final ImageDecoder decoder;
    private final Supplier<ImageFetcher> images;
    private final TrainerListener listener;
    private final Clock clock;
    private @Nullable Join join;

    LabelJoinProcessor(
            Duration window,
            LabelIndex index,
            ImageDecoder decoder,
            Supplier<ImageFetcher> images,
            TrainerListener listener,
            Clock clock) {
        this.window = window;
        this.index = index;
        this.decoder = decoder;
        this.images = images;
        this.listener = listener;
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<byte[], Routed> context) {
        Join opened = new Join(context);
        join = opened;
        context.schedule(lookInterval(), PunctuationType.WALL_CLOCK_TIME, time -> opened.look());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Join opened = join;
        if (opened == null) {
            throw new IllegalStateException("process before init");
        }
        opened.take(record);
    }

    @Override
    public void close() {
        Join opened = join;
        if (opened != null) {
            opened.close();
        }
    }

    private Duration lookInterval() {
        Duration quarter = window.dividedBy(4);
        Duration atLeast = quarter.compareTo(SHORTEST_LOOK) < 0 ? SHORTEST_LOOK : quarter;
        return atLeast.compareTo(LONGEST_LOOK) > 0 ? LONGEST_LOOK : atLeast;
    }

    /** Also one that is refused now: the rules may have changed since it was scored. */
    private static boolean isAnimation(DecodeResult file) {
        return file instanceof DecodeResult.Animation
                || (file instanceof DecodeResult.Undecodable problem
                        && problem.reason() == DecodeResult.Reason.ANIMATED);
    }

    private static Optional<Image> still(DecodeResult file) {
        return file instanceof DecodeResult.Decoded decoded ? Optional.of(decoded.image()) : Optional.empty();
    }

    /** What lives from init to close. */
    private final class Join {
        private final ProcessorContext<byte[], Routed> context;
        private final UnreadableRecords unreadable = new UnreadableRecords(listener);
        private final VerdictIndex verdicts;
        private final WaitingLabels waiting;
        private final WaitingLabels retried;
        private final DroppedLabels dropped = new DroppedLabels();
        private @Nullable ImageFetcher fetcher;

        Join(ProcessorContext<byte[], Routed> context) {
            this.context = context;
            this.verdicts = new VerdictIndex(context, window, index.bytesOfPartition(), unreadable, listener);
            this.waiting = new WaitingLabels(context, WaitingLabels.WITHOUT_VERDICT, unreadable);
            this.retried = new WaitingLabels(context, WaitingLabels.WITHOUT_IMAGE, unreadable);
            tellBytes();
        }

        void take(Record<byte[], byte[]> record) {
            byte @Nullable [] key = record.key();
            String id = new String(key == null ? new byte[0] : key, StandardCharsets.UTF_8);
            JoinEvent event =
                    unreadable.read(() -> JoinEvent.decode(record.value())).orElse(null);
            if (event instanceof JoinEvent.Scored scored) {
                scored(id, scored.verdict());
            } else if (event instanceof JoinEvent.Labeled labeled) {
                labeled(id, labeled.label());
            }
        }

        private void scored(String id, IndexedVerdict verdict) {
            verdicts.put(id, verdict, clock.millis());
            waiting.take(id)
                    .map(label -> label.receivedAt(clock.millis()))
                    .ifPresent(label -> guarded(label, () -> {
                        join(id, verdict, label);
                        return true;
                    }));
        }

        private void labeled(String id, LabelEvent event) {
            retried.take(id);
            if (event.retracts()) {
                waiting.take(id);
                if (event.forgets()) {
                    verdicts.forget(id);
                }
                return;
            }
            LabelEvent label = event.receivedAt(clock.millis());
            if (guarded(label, () -> use(id, label))) {
                // An earlier one would otherwise become an example after this one.
                waiting.take(id);
            } else if (index.full()) {
                waiting.hold(id, label, endOfWindow(label));
                drop(waiting.tooMany(), LABEL_UNKNOWN, "wait for their verdicts");
            } else {
                deadLetter(label, LABEL_UNKNOWN, noVerdict(label));
            }
        }

        void look() {
            long now = clock.millis();
            verdicts.trim(now);
            tellBytes();
            dropped.tell(now);
            for (WaitingLabels.Due due : waiting.due(now, EXPIRED_AT_ONCE)) {
                deadLetter(due.label(), LABEL_UNKNOWN, noVerdict(due.label()));
            }
            for (WaitingLabels.Due due : retried.due(now, RETRIED_AT_ONCE)) {
                if (!guarded(due.label(), () -> use(due.id(), due.label()))) {
                    deadLetter(due.label(), LABEL_UNKNOWN, noVerdict(due.label()));
                }
            }
        }

        /**
         * True also if the work fails: its label is a dead letter then, and the thread goes on. What Kafka, a store or a later
         * processor throws passes ({@link KafkaException}, and {@link IllegalStateException} of a client that is closed), since the
         * task must not commit after it.
         */
        private boolean guarded(LabelEvent label, BooleanSupplier work) {
            try {
                return work.getAsBoolean();
            } catch (KafkaException | IllegalStateException e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.warn("the join failed at the label {}", label.position(), e);
                deadLetter(label, LABEL_FAILED, "the join failed: " + e);
                return true;
            }
        }

        private void tellBytes() {
            listener.verdictIndexBytes(context.taskId().partition(), verdicts.bytes());
            listener.waitingLabelBytes(context.taskId().partition(), waiting.bytes() + retried.bytes());
        }

        /** False if nothing says where the image lies. A verdict that agrees with the label's own claim has its score, too. */
        private boolean use(String id, LabelEvent label) {
            Optional<IndexedVerdict> verdict = verdicts.latest(id, clock.millis());
            Optional<ImageClaim> claim = ImageClaim.parse(label.received().value());
            if (verdict.isPresent() && claim.stream().allMatch(said -> said.fits(verdict.get()))) {
                join(id, verdict.get(), label);
                return true;
            }
            claim.ifPresent(said -> join(id, said, label));
            return claim.isPresent();
        }

        private String noVerdict(LabelEvent label) {
            if (!index.full()) {
                return "expected input and sha256 as the image's verdict has them, found neither (labels.index is none)";
            }
            String expected = "expected a verdict of this image within " + window + ", found none";
            return verdicts.evictedSince(label.receivedAt() - window.toMillis())
                    .map(why -> expected + "; " + why)
                    .orElse(expected);
        }

        private void drop(List<WaitingLabels.Due> tooMany, String reason, String what) {
            if (tooMany.isEmpty()) {
                return;
            }
            String message = "expected at most %d bytes of labels in a partition that %s, found more"
                    .formatted(WaitingLabels.MAX_BYTES, what);
            for (WaitingLabels.Due due : tooMany) {
                dropped.add(due.label());
                deadLetter(due.label(), reason, message);
            }
            listener.waitingLabelsDropped(tooMany.size());
        }

        private long endOfWindow(LabelEvent label) {
            return label.receivedAt() + window.toMillis();
        }

        /** Waits as long again as it has waited, until the window ends: brokers that stay silent are asked ever less often. */
        private void retryLater(String id, DeadLetters.Position position, LabelEvent label) {
            long now = clock.millis();
            if (now >= endOfWindow(label)) {
                deadLetter(
                        label,
                        IMAGE_GONE,
                        "expected the image at %s within %s, found no answer".formatted(position, window));
                return;
            }
            long pause = Math.max(FIRST_RETRY.toMillis(), now - label.receivedAt());
            retried.hold(id, label, Math.min(now + pause, endOfWindow(label)));
            drop(retried.tooMany(), IMAGE_GONE, "wait for their images");
        }

        void close() {
            listener.verdictIndexBytes(context.taskId().partition(), 0);
            listener.waitingLabelBytes(context.taskId().partition(), 0);
            ImageFetcher opened = fetcher;
            if (opened != null) {
                opened.close();
            }
        }

        /** Without an index nobody knows the score from before: the example is left out of prequential figures. */
        private void join(String id, ImageClaim claim, LabelEvent label) {
            Optional<byte[]> found;
            try {
                found = fetch(claim.position());
            } catch (RetriableException e) {
                retryLater(id, claim.position(), label);
                return;
            }
            if (found.isEmpty()) {
                deadLetter(label, IMAGE_GONE, "expected the image at %s, found none".formatted(claim.position()));
                return;
            }
            if (!claim.fits(found.get())) {
                deadLetter(
                        label,
                        LABEL_MISMATCH,
                        "expected a file with sha256 %s at %s, found %s"
                                .formatted(claim.sha256(), claim.position(), Sha256.hex(found.get())));
                return;
            }
            DecodeResult file = decoder.decode(found.get());
            if (isAnimation(file)) {
                listener.labelUnused(UnusedLabel.ANIMATION);
                return;
            }
            Truth truth = Truth.parse(label.received().value());
            still(file)
                    .ifPresentOrElse(
                            image -> forward(new Example(id, truth.of(image), truth.by(), Optional.empty())),
                            () -> deadLetter(
                                    label,
                                    LABEL_MISMATCH,
                                    "expected an image at %s, found a file that is none".formatted(claim.position())));
        }

        private void join(String id, IndexedVerdict verdict, LabelEvent label) {
            Truth truth = Truth.parseStored(label.received().value());
            if (verdict.truth().filter(truth::agreesWith).isPresent()) {
                return;
            }
            Duration delay = Duration.ofMillis(Math.max(0, label.timestamp() - verdict.scoredAt()));
            if (delay.compareTo(window) > 0) {
                deadLetter(
                        label,
                        LABEL_LATE,
                        "expected within %s of the verdict, found after %s".formatted(window, delay));
                return;
            }
            Optional<DecodeResult> file;
            try {
                file = file(verdict);
            } catch (RetriableException e) {
                // Of the reading consumer alone: stores are asked before and after.
                retryLater(id, verdict.position(), label);
                return;
            }
            if (file.filter(LabelJoinProcessor::isAnimation).isPresent()) {
                verdicts.replace(id, verdict.with(truth), clock.millis());
                listener.labelUnused(UnusedLabel.ANIMATION);
                return;
            }
            Optional<Image> image = file.flatMap(LabelJoinProcessor::still);
            if (image.isEmpty()) {
                deadLetter(label, IMAGE_GONE, "expected the image at %s, found none".formatted(verdict.position()));
                return;
            }
            Example example = new Example(
                    id,
                    truth.of(image.get()),
                    truth.by(),
                    Optional.of(new Example.Score(verdict.logit(), verdict.modelVersion(), verdict.championEpoch())));
            verdicts.replace(id, verdict.with(truth), clock.millis());
            forward(example);
            listener.labeled(truth.label(), delay);
        }

        /** Empty if what lies there now is not what was scored. */
        private Optional<DecodeResult> file(IndexedVerdict verdict) {
            return fetch(verdict.position()).filter(verdict::scored).map(decoder::decode);
        }

        private Optional<byte[]> fetch(DeadLetters.Position at) {
            return fetcher().fetch(at.topic(), at.partition(), at.offset());
        }

        /** Opened with the first label: most tasks of most deployments never need it. */
        private ImageFetcher fetcher() {
            ImageFetcher opened = fetcher;
            if (opened == null) {
                opened = images.get();
                fetcher = opened;
            }
            return opened;
        }

        private void forward(Example example) {
            Routed value = new Routed(Routed.Route.EXAMPLES, ExampleCodec.encode(example));
            // The label may be old; retention goes by this time.
            byte[] key = example.id().getBytes(StandardCharsets.UTF_8);
            context.forward(new Record<>(key, value, clock.millis(), new RecordHeaders()));
        }

        private void deadLetter(LabelEvent label, String reason, String message) {
            Record<byte[], byte[]> letter = DeadLetters.of(
                    CarriedLabel.shown(label.received(), label.position()),
                    label.position(),
                    DeadLetters.Failure.refused(reason, message));
            context.forward(letter.withValue(new Routed(Routed.Route.DEAD_LETTERS, letter.value()))
                    .withTimestamp(clock.millis()));
            listener.deadLettered(reason);
        }
    }
}
