package io.gansieve.app;

import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.ModelPackage;
import io.gansieve.streams.Topics;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what the HTTP interface shows of the registry. Owns a thread and its consumer; what it gives is safe for any thread. */
final class RegistryFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryFollower.class);
    private static final long PERIOD_MILLIS = 1_000;

    private record View(RegistryState state, Optional<byte[]> samples) {}

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread follower = new Thread(task, "registry-follower");
        follower.setDaemon(true);
        return follower;
    });
    private final RegistryReader reader;
    private volatile View view = new View(RegistryState.EMPTY, Optional.empty());

    private RegistryFollower(RegistryReader reader) {
        this.reader = reader;
    }

    static RegistryFollower start(KafkaClients clients, Topics topics) throws IOException {
        RegistryFollower follower = new RegistryFollower(RegistryReader.open(clients, topics));
        var unused = follower.thread.scheduleWithFixedDelay(follower::refresh, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return follower;
    }

    RegistryState state() {
        return view.state();
    }

    /** The champion's grid as PNG. */
    Optional<byte[]> samples() {
        return view.samples();
    }

    private void refresh() {
        try {
            RegistryState state = reader.catchUp();
            view = new View(state, samples(state.championVersion()));
        } catch (RuntimeException e) {
            // Whatever it is: thrown on, it would end the schedule without a word.
            if (!Thread.currentThread().isInterrupted()) {
                LOG.warn("the registry cannot be read for now: {}", e.toString());
            }
        }
    }

    /** What is shown already, if it is the champion's; fetched again while it is missing, since a read can come too early. */
    private Optional<byte[]> samples(long champion) {
        if (champion == 0) {
            return Optional.empty();
        }
        boolean shown =
                champion == view.state().championVersion() && view.samples().isPresent();
        return shown ? view.samples() : fetchSamples(champion);
    }

    private Optional<byte[]> fetchSamples(long version) {
        try {
            return reader.fetch(version).map(ModelPackage::samplesPng);
        } catch (CorruptEnvelopeException e) {
            LOG.warn("version {} has no usable samples: {}", version, e.getMessage());
            return Optional.empty();
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
