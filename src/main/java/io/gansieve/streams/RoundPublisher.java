package io.gansieve.streams;

import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.GateReport;
import io.gansieve.registry.RoundOutcome;
import io.gansieve.registry.RoundReport;
import io.gansieve.registry.RoundRequest;
import io.gansieve.registry.VersionRecords;
import io.gansieve.scoring.Json;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes what a round gave: state, version, pointer, tombstones and report belong to one transaction. */
final class RoundPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(RoundPublisher.class);

    /** A reason is cut to 8,000 characters, each at most six bytes as JSON. */
    private static final int REASON_BYTES = 6 * 8_000;

    private static final int KEY_BYTES = 64;

    private final TrainerSettings settings;
    private final Ledger ledger;
    private final TrainingStateStore state;
    private final ChampionStore champion;
    private final Models models;
    private final TrainerOutput output;
    private final TrainerListener listener;
    private final TrainingRecovery recovery;

    RoundPublisher(
            TrainerSettings settings,
            Ledger ledger,
            TrainingStateStore state,
            ChampionStore champion,
            Models models,
            TrainerOutput output,
            TrainerListener listener,
            TrainingRecovery recovery) {
        this.settings = settings;
        this.ledger = ledger;
        this.state = state;
        this.champion = champion;
        this.models = models;
        this.output = output;
        this.listener = listener;
        this.recovery = recovery;
    }

    /** @param atStart progress when the round started */
    void publish(RoundRequest request, TrainerProgress atStart, RoundOutcome finished, Instant now) {
        RoundOutcome outcome = publishable(request, finished);
        RoundReport report;
        if (outcome instanceof RoundOutcome.Healthy healthy) {
            report = publishVersion(request, healthy, now);
        } else {
            report = RoundReport.of(request, (RoundOutcome.Failed) outcome);
        }
        int failures = recovery.after(report.round(), outcome, ledger.progress().failuresFromState());
        ledger.save(ledger.progress().roundFinished(atStart, report.version(), failures, now));
        output.report(report);
        listener.roundFinished(report);
        LOG.info(
                "round {} {}: version {} in {} s{}{}",
                report.round(),
                report.outcome().text(),
                report.version(),
                Math.round(report.seconds()),
                report.coverage().map(coverage -> ", " + coverage.summary()).orElse(""),
                report.reason().isEmpty() ? "" : ": " + report.reason());
    }

    /** The outcome itself; a failed one in its place if a topic would not take what it gave, which would end the thread. */
    private static RoundOutcome publishable(RoundRequest request, RoundOutcome outcome) {
        try {
            RoundReport report;
            if (outcome instanceof RoundOutcome.Healthy healthy) {
                byte[] manifest = Json.write(VersionRecords.of(healthy.model()).manifest());
                requireFits("the version's manifest", manifest, RecordLimits.LEAST);
                report = RoundReport.of(request, healthy, "");
            } else {
                report = RoundReport.of(request, (RoundOutcome.Failed) outcome);
            }
            requireFits("the round's report", Json.write(report), TopicPlan.REPORT_BYTES - REASON_BYTES);
            return outcome;
        } catch (RuntimeException e) {
            // Whatever sizes and figures make of a version and its report. No store, no producer is called in here.
            LOG.warn("round {} cannot be published", request.round(), e);
            return RoundOutcome.Failed.thrown(e);
        }
    }

    private static void requireFits(String what, byte[] value, int limit) {
        if (!RecordLimits.fits(value.length + (long) KEY_BYTES, limit)) {
            throw new IllegalArgumentException(
                    "%s must fit a record of %d bytes: %d".formatted(what, limit, value.length));
        }
    }

    private RoundReport publishVersion(RoundRequest request, RoundOutcome.Healthy healthy, Instant now) {
        state.add(healthy.state());
        VersionRecords version = VersionRecords.of(healthy.model());
        ledger.addVersion(request.version(), version.manifest().bytes());
        output.version(version);
        String reason = whyNot(request, healthy.model().version().gate());
        if (reason.isEmpty()) {
            champion.put(version);
            promote(request, now);
        }
        new Thinning(settings.retention(), ledger, models.log(), output).thin(now);
        return RoundReport.of(request, healthy, reason);
    }

    /** Why the version does not become champion; empty if it does. */
    private String whyNot(RoundRequest request, GateReport gate) {
        if (!gate.passed()) {
            return String.join("; ", gate.reasons());
        }
        if (ledger.history().pinned()) {
            return "the champion is pinned: version " + ledger.history().version();
        }
        if (ledger.history().version() != request.champion()) {
            return "compared with version %d, but version %d serves since"
                    .formatted(request.champion(), ledger.history().version());
        }
        return "";
    }

    private void promote(RoundRequest request, Instant now) {
        ChampionPointer pointer = new ChampionPointer(
                ChampionPointer.SCHEMA,
                ledger.history().nextEpoch(),
                request.version(),
                "round",
                "round " + request.round(),
                "",
                false,
                now);
        ledger.addPointer(pointer);
        output.pointer(pointer);
    }
}
