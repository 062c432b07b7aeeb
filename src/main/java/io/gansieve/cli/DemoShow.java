package io.gansieve.cli;

import io.gansieve.image.Image;
import io.gansieve.image.Mnist;
import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.ModelPackage;
import io.gansieve.registry.RoundReport;
import io.gansieve.scoring.Generator;
import io.gansieve.streams.ModelLogReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The demonstration from the first digit to the summary. Used by one thread. */
final class DemoShow {
    /** How long the newcomer goes without labels. */
    private static final Duration UNLABELLED = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Of the examination's images, so that no more are on their way than a moment answers. */
    private static final int MAX_WAITING = 500;

    /** One forgery of each kind for so many digits. */
    private static final int DIGITS_A_FORGERY = 10;

    private final DemoStream stream;
    private final ModelLogReader registry;
    private final DemoCast cast;
    private final PrintWriter out;
    private final RoundDisplay rounds;
    private final boolean terminal = Terminal.present();
    private final DemoTally tally = new DemoTally();
    private final DemoSummary summary = new DemoSummary(tally);
    private final long started = System.nanoTime();
    private Optional<ModelPackage> newest = Optional.empty();
    private long shownAt = started;
    private long shownAnswers;

    DemoShow(DemoStream stream, ModelLogReader registry, DemoCast cast, PrintWriter out, RoundDisplay rounds) {
        this.stream = stream;
        this.registry = registry;
        this.cast = cast;
        this.out = out;
        this.rounds = rounds;
    }

    /** Prints the summary and writes the champion's samples. */
    void run(Duration duration, double rate, Path samples) throws Exception {
        play(duration, rate);
        examine();
        out.println();
        summary.print(out);
        if (newest.isPresent()) {
            Files.write(samples, newest.get().samplesPng());
            out.println("samples     " + samples);
        }
        out.flush();
    }

    private void play(Duration duration, double rate) throws Exception {
        Duration unlabelled = UNLABELLED.compareTo(duration.dividedBy(4)) < 0 ? UNLABELLED : duration.dividedBy(4);
        DemoAct act = DemoAct.LEARNING;
        Pace pace = new Pace(rate);
        for (Duration at = elapsed(); at.compareTo(duration) < 0; at = elapsed()) {
            DemoAct next = act(at, duration, unlabelled);
            if (next != act) {
                act = next;
                announce(act);
            }
            pace.await();
            stream.send(cast.next(act));
            collect(act, Duration.ZERO);
        }
    }

    private static DemoAct act(Duration at, Duration duration, Duration unlabelled) {
        Duration half = duration.dividedBy(2);
        if (at.compareTo(half) < 0) {
            return DemoAct.LEARNING;
        }
        return at.compareTo(half.plus(unlabelled)) < 0 ? DemoAct.NEWCOMER : DemoAct.TAUGHT;
    }

    private void announce(DemoAct act) {
        clearStatus();
        switch (act) {
            case NEWCOMER -> out.println("== a Gaussian mixture joins, without labels ==");
            case TAUGHT ->
                out.println("== its labels arrive; AUROC against it so far: %s =="
                        .formatted(summary.newcomer(DemoAct.NEWCOMER)));
            case EXAM -> out.println("== examination: digits and forgeries that were never shown ==");
            case LEARNING -> {}
        }
        out.flush();
    }

    /** All of MNIST's test images and fresh forgeries, without labels. */
    private void examine() throws Exception {
        await(0);
        announce(DemoAct.EXAM);
        int sent = 0;
        for (Image digit : Mnist.TEST.images()) {
            stream.send(cast.unseen(digit));
            if (sent++ % DIGITS_A_FORGERY == 0) {
                stream.send(cast.mixture(DemoAct.EXAM));
                if (newest.isPresent()) {
                    stream.send(cast.past(DemoAct.EXAM));
                }
            }
            await(MAX_WAITING);
        }
        await(0);
        clearStatus();
    }

    /** Until at most so many images wait for their verdict. */
    private void await(int waiting) throws Exception {
        long since = System.nanoTime();
        while (stream.sent() - tally.answered() > waiting) {
            if (System.nanoTime() - since > PATIENCE.toNanos()) {
                throw new CommandFailure("%d of %d images were answered within %d s"
                        .formatted(tally.answered(), stream.sent(), PATIENCE.toSeconds()));
            }
            collect(DemoAct.EXAM, Duration.ofMillis(20));
        }
    }

    private void collect(DemoAct act, Duration wait) throws Exception {
        DemoStream.Answers answers = stream.poll(wait);
        answers.verdicts().forEach(tally::add);
        for (RoundReport report : answers.reports()) {
            tally.add(report);
            rounds.finished(report);
            if (report.outcome() == RoundReport.Outcome.PROMOTED) {
                join(report.version());
            }
        }
        showStatus(act);
    }

    /** The new version's generator, from the topic of models as any reader finds it, makes forgeries from now on. */
    private void join(long version) throws IOException, CorruptEnvelopeException {
        registry.catchUp();
        Optional<ModelPackage> found = registry.fetch(version);
        if (found.isPresent()) {
            newest = found;
            cast.join(Generator.load(found.get().generatorOnnx()));
        }
    }

    private void showStatus(DemoAct act) {
        long now = System.nanoTime();
        long since = now - shownAt;
        if (since < TimeUnit.SECONDS.toNanos(terminal ? 1 : 20)) {
            return;
        }
        double perSecond = (tally.answered() - shownAnswers) / (since / 1e9);
        shownAt = now;
        shownAnswers = tally.answered();
        String status = summary.status(act, elapsed().toSeconds(), perSecond);
        if (terminal) {
            out.print(Terminal.CLEAR_LINE + TextTable.shortened(status, Terminal.WIDTH - 1));
        } else {
            out.println(status);
        }
        out.flush();
    }

    private void clearStatus() {
        if (terminal) {
            out.print(Terminal.CLEAR_LINE);
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
