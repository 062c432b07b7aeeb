package io.gansieve.app;

import io.gansieve.app.EventStream.Event;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.ModelLog;
import io.gansieve.scoring.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells those who watch the status page what is new: {@code state}, {@code models} (the newest), {@code rounds} and {@code verdicts}
 * (those that came since). Looks twice a second, and only while somebody watches. Owns a thread; all events leave on it.
 */
final class StatusEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusEvents.class);
    private static final long PERIOD_MILLIS = 500;
    private static final int PERIODS_PER_HEARTBEAT = 20;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread sender = new Thread(task, "status-events");
        sender.setDaemon(true);
        return sender;
    });
    private final Sources sources;
    private final EventStream stream = new EventStream(this::welcome);
    private View last;
    private int periods;

    /**
     * Where the figures come from.
     *
     * @param feed of this process' scorer, if it has one
     * @param commands whether whoever knows the token may roll back
     */
    record Sources(
            Supplier<SortedMap<String, RoleHealth>> health,
            Supplier<ModelLog> registry,
            Supplier<List<RoundSummary>> rounds,
            Optional<VerdictFeed> feed,
            boolean commands) {}

    /**
     * How the process is.
     *
     * @param verdicts since its start
     * @param championEpoch 0 before the first champion
     * @param scores whether this process answers images itself
     */
    record State(
            SortedMap<String, RoleHealth> roles,
            boolean scores,
            Map<Score.Decision, Long> verdicts,
            long deadLetters,
            long championVersion,
            long championEpoch,
            boolean pinned,
            boolean commands) {}

    private record View(
            State state, List<ModelSummary> models, List<RoundSummary> rounds, List<VerdictFeed.Item> verdicts) {
        View withoutVerdicts() {
            return new View(state, models, rounds, List.of());
        }

        long lastVerdict() {
            return verdicts.isEmpty() ? 0 : verdicts.get(verdicts.size() - 1).number();
        }
    }

    private StatusEvents(Sources sources) {
        this.sources = sources;
        this.last = view();
    }

    static StatusEvents start(Sources sources) {
        StatusEvents events = new StatusEvents(sources);
        var unused =
                events.thread.scheduleWithFixedDelay(events::tick, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return events;
    }

    EventStream stream() {
        return stream;
    }

    /** On the one thread, so that nothing falls between what came before and what comes next. */
    private void welcome(EventClient client) {
        thread.execute(() -> {
            tick();
            try {
                List.of(
                                new Event("state", last.state()),
                                new Event("models", last.models()),
                                new Event("rounds", last.rounds()),
                                new Event("verdicts", last.verdicts()))
                        .forEach(event -> client.send(event.bytes()));
                stream.join(client);
            } catch (RuntimeException e) {
                // Whatever writing the figures as JSON throws: a client that waits for ever would hold one of the few
                // places.
                LOG.warn("the status page cannot be sent: {}", e.toString());
                client.cutOff(e);
            }
        });
    }

    private void tick() {
        try {
            if (stream.watchers() == 0) {
                // Pictures leave memory in time though nobody watches.
                sources.feed().ifPresent(feed -> feed.after(Long.MAX_VALUE));
                last = last.withoutVerdicts();
            } else {
                View next = view();
                stream.send(news(last, next));
                last = next;
                periods = (periods + 1) % PERIODS_PER_HEARTBEAT;
                if (periods == 0) {
                    stream.heartbeat();
                }
            }
        } catch (RuntimeException e) {
            // Whatever reading the figures or writing them as JSON throws: thrown on, it would end the schedule without
            // a word. Nothing here belongs to a topology; its failures stop the stream threads, not this one.
            LOG.warn("the status page misses news: {}", e.toString());
        }
    }

    private View view() {
        ModelLog registry = sources.registry().get();
        Optional<VerdictFeed> feed = sources.feed();
        State state = new State(
                sources.health().get(),
                feed.isPresent(),
                feed.map(VerdictFeed::counts).orElse(Map.of()),
                feed.map(VerdictFeed::deadLetters).orElse(0L),
                registry.championVersion(),
                registry.champion().map(ChampionPointer::epoch).orElse(0L),
                registry.champion().map(ChampionPointer::pinned).orElse(false),
                sources.commands());
        return new View(
                state,
                ModelSummary.watched(registry),
                sources.rounds().get(),
                feed.map(found -> found.after(0)).orElse(List.of()));
    }

    private static List<Event> news(View last, View next) {
        List<Event> events = new ArrayList<>();
        if (!next.state().equals(last.state())) {
            events.add(new Event("state", next.state()));
        }
        if (!next.models().equals(last.models())) {
            events.add(new Event("models", next.models()));
        }
        Set<RoundSummary> known = Set.copyOf(last.rounds());
        List<RoundSummary> rounds =
                next.rounds().stream().filter(round -> !known.contains(round)).toList();
        if (!rounds.isEmpty()) {
            events.add(new Event("rounds", rounds));
        }
        List<VerdictFeed.Item> verdicts = next.verdicts().stream()
                .filter(item -> item.number() > last.lastVerdict())
                .toList();
        if (!verdicts.isEmpty()) {
            events.add(new Event("verdicts", verdicts));
        }
        return events;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
