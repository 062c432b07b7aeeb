package io.gansieve.streams;

import io.gansieve.image.Image;
import io.gansieve.image.codec.DecodeResult;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.replay.Example;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Brings verdicts and labels of one image together: a label that fits becomes an example with the score that the image got before,
 * unless the image is an animation. All events of an id come here, in the order of the repartition topic.
 */
final class LabelJoinProcessor implements Processor<byte[], byte[], byte[], Routed> {
    static final String IMAGE_GONE = "image-gone";
    static final String LABEL_LATE = "label-late";
    static final String LABEL_UNKNOWN = "label-unknown";

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);
    private static final Duration SHORTEST_LOOK = Duration.ofMillis(100);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);

    /** At most so many leave at once, so that a transaction stays small. */
    private static final int EXPIRED_AT_ONCE = 1000;

    /** Each may read an image, and a look must end well within a transaction's time. */
    private static final int RETRIED_AT_ONCE = 100;

    private final Duration window;
    private final ImageDecoder decoder;
    private final Supplier<ImageFetcher> images;
    private final TrainerListener listener;
    private final Clock clock;
    private @Nullable Join join;

    LabelJoinProcessor(
            Duration window,
            ImageDecoder decoder,
            Supplier<ImageFetcher> images,
            TrainerListener listener,
            Clock clock) {
        this.window = window;
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
        String id = new String(record.key(), StandardCharsets.UTF_8);
        JoinEvent event = JoinEvent.decode(record.value());
        if (event instanceof JoinEvent.Scored scored) {
            opened.scored(id, scored.verdict());
        } else if (event instanceof JoinEvent.Labeled labeled) {
            opened.labeled(id, labeled.label());
        }
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
        private final VerdictIndex verdicts;
        private final WaitingLabels waiting;
        private final WaitingLabels retried;
        private @Nullable ImageFetcher fetcher;

        Join(ProcessorContext<byte[], Routed> context) {
            this.context = context;
            this.verdicts = new VerdictIndex(context.getStateStore(VerdictIndex.STORE));
            this.waiting = new WaitingLabels(context, WaitingLabels.WITHOUT_VERDICT);
            this.retried = new WaitingLabels(context, WaitingLabels.WITHOUT_IMAGE);
        }

        void scored(String id, IndexedVerdict verdict) {
            verdicts.put(id, verdict);
            waiting.take(id).ifPresent(label -> join(id, verdict, label.receivedAt(clock.millis())));
        }

        void labeled(String id, LabelEvent event) {
            retried.take(id);
            if (event.retracts()) {
                waiting.take(id);
                if (event.forgets()) {
                    verdicts.forget(id);
                }
                return;
            }
            LabelEvent label = event.receivedAt(clock.millis());
            verdicts.latest(id)
                    .ifPresentOrElse(
                            verdict -> join(id, verdict, label), () -> waiting.hold(id, label, endOfWindow(label)));
        }

        void look() {
            long now = clock.millis();
            for (String id : waiting.due(now, EXPIRED_AT_ONCE)) {
                waiting.take(id).ifPresent(label -> deadLetter(label, LABEL_UNKNOWN, noVerdict()));
            }
            for (String id : retried.due(now, RETRIED_AT_ONCE)) {
                retried.take(id).ifPresent(label -> retry(id, label));
            }
        }

        private void retry(String id, LabelEvent label) {
            verdicts.latest(id)
                    .ifPresentOrElse(
                            verdict -> join(id, verdict, label), () -> deadLetter(label, LABEL_UNKNOWN, noVerdict()));
        }

        private String noVerdict() {
            return "expected a verdict of this image within " + window + ", found none";
        }

        private long endOfWindow(LabelEvent label) {
            return label.receivedAt() + window.toMillis();
        }

        /** Waits as long again as it has waited, until the window ends: brokers that stay silent are asked ever less often. */
        private void retryLater(String id, IndexedVerdict verdict, LabelEvent label) {
            long now = clock.millis();
            if (now >= endOfWindow(label)) {
                deadLetter(
                        label,
                        IMAGE_GONE,
                        "expected the image at %s within %s, found no answer".formatted(verdict.position(), window));
                return;
            }
            long pause = Math.max(FIRST_RETRY.toMillis(), now - label.receivedAt());
            retried.hold(id, label, Math.min(now + pause, endOfWindow(label)));
        }

        void close() {
            ImageFetcher opened = fetcher;
            if (opened != null) {
                opened.close();
            }
        }

        private void join(String id, IndexedVerdict verdict, LabelEvent label) {
            Truth truth = Truth.parseStored(label.received().value());
            if (verdict.truth().equals(Optional.of(truth))) {
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
                retryLater(id, verdict, label);
                return;
            }
            if (file.filter(LabelJoinProcessor::isAnimation).isPresent()) {
                verdicts.put(id, verdict.with(truth));
                listener.labelUnused(UnusedLabel.ANIMATION);
                return;
            }
            Optional<Image> image = file.flatMap(LabelJoinProcessor::still);
            if (image.isEmpty()) {
                deadLetter(label, IMAGE_GONE, "expected the image at %s, found none".formatted(verdict.position()));
                return;
            }
            verdicts.put(id, verdict.with(truth));
            forward(id, verdict, truth, image.get());
            listener.labeled(truth.label(), delay);
        }

        /** Empty if what lies there now is not what was scored. */
        private Optional<DecodeResult> file(IndexedVerdict verdict) {
            DeadLetters.Position at = verdict.position();
            return fetcher()
                    .fetch(at.topic(), at.partition(), at.offset())
                    .filter(verdict::scored)
                    .map(decoder::decode);
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

        private void forward(String id, IndexedVerdict verdict, Truth truth, Image image) {
            Example example =
                    new Example(id, truth.of(image), verdict.logit(), verdict.modelVersion(), verdict.championEpoch());
            Routed value = new Routed(Routed.Route.EXAMPLES, ExampleCodec.encode(example));
            // The label may be old; retention goes by this time.
            context.forward(
                    new Record<>(id.getBytes(StandardCharsets.UTF_8), value, clock.millis(), new RecordHeaders()));
        }

        private void deadLetter(LabelEvent label, String reason, String message) {
            Record<byte[], byte[]> letter =
                    DeadLetters.of(label.received(), label.position(), DeadLetters.Failure.refused(reason, message));
            context.forward(letter.withValue(new Routed(Routed.Route.DEAD_LETTERS, letter.value()))
                    .withTimestamp(clock.millis()));
            listener.deadLettered(reason);
        }
    }
}
