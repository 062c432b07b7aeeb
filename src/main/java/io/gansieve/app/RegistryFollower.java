package io.gansieve.app;

import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.ModelPackage;
import io.gansieve.streams.Topics;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what the HTTP interface shows of the registry. Owns a thread and its consumer; what it gives is safe for any thread. */
final class RegistryFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryFollower.class);
    private static final long PERIOD_MILLIS = 1_000;

    private static final long FETCH_SECONDS = 5;

    /** Grids that are kept, some 30 KB each: as many as the registry keeps versions, and some champions. */
    private static final int GRIDS = 64;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread follower = new Thread(task, "registry-follower");
        follower.setDaemon(true);
        return follower;
    });
    private final RegistryReader reader;
    private final Map<Long, byte[]> grids = new LinkedHashMap<>();
    private volatile RegistryState state = RegistryState.EMPTY;

    private RegistryFollower(RegistryReader reader) {
        this.reader = reader;
    }

    static RegistryFollower start(KafkaClients clients, Topics topics) throws IOException {
        RegistryFollower follower = new RegistryFollower(RegistryReader.open(clients, topics));
        var unused = follower.thread.scheduleWithFixedDelay(follower::refresh, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return follower;
    }

    RegistryState state() {
        return state;
    }

    /**
     * A version's grid as PNG, read from the topic when it is first asked for; a caller waits for that, for some seconds at most.
     *
     * @param version 0 for the champion's
     */
    Optional<byte[]> samples(long version) {
        RegistryState known = state;
        long wanted = version == 0 ? known.championVersion() : version;
        if (!known.versions().containsKey(wanted)) {
            return Optional.empty();
        }
        Optional<byte[]> kept = kept(wanted);
        return kept.isPresent() ? kept : awaitFetch(wanted);
    }

    private Optional<byte[]> kept(long version) {
        synchronized (grids) {
            return Optional.ofNullable(grids.get(version));
        }
    }

    private Optional<byte[]> awaitFetch(long version) {
        try {
            return thread.submit(() -> fetch(version)).get(FETCH_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.warn("the samples of version {} cannot be read for now: {}", version, e.toString());
            return Optional.empty();
        }
    }

    /** On the thread that owns the reader. Somebody may have asked for the same a moment before. */
    private Optional<byte[]> fetch(long version) {
        Optional<byte[]> kept = kept(version);
        if (kept.isPresent()) {
            return kept;
        }
        try {
            Optional<byte[]> grid = reader.fetch(version).map(ModelPackage::samplesPng);
            grid.ifPresent(png -> keep(version, png));
            return grid;
        } catch (CorruptEnvelopeException e) {
            LOG.warn("version {} has no usable samples: {}", version, e.getMessage());
            return Optional.empty();
        }
    }

    private void keep(long version, byte[] png) {
        synchronized (grids) {
            grids.put(version, png);
            if (grids.size() > GRIDS) {
                Iterator<Long> oldest = grids.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }
    }

    private void refresh() {
        try {
            state = reader.catchUp();
        } catch (RuntimeException e) {
            // Whatever it is: thrown on, it would end the schedule without a word.
            if (!Thread.currentThread().isInterrupted()) {
                LOG.warn("the registry cannot be read for now: {}", e.toString());
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            // A consumer may be closed by another thread only when its own has let go of it.
            if (thread.awaitTermination(2, TimeUnit.SECONDS)) {
                reader.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
