package io.gansieve.streams;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses at once what the pauses do not allow, so that one silent broker cannot hold a stream thread label after label. */
final class PausingFetcher implements ImageFetcher {
    private static final Logger LOG = LoggerFactory.getLogger(PausingFetcher.class);

    private static final Duration SLOW = Duration.ofSeconds(1);

    private final ImageFetcher fetcher;
    private final FetchPauses pauses;
    private final Clock clock;

    /** @param fetcher is closed with this one */
    PausingFetcher(ImageFetcher fetcher, FetchPauses pauses, Clock clock) {
        this.fetcher = fetcher;
        this.pauses = pauses;
        this.clock = clock;
    }

    @Override
    public Optional<byte[]> fetch(String topic, int partition, long offset) {
        TopicPartition from = new TopicPartition(topic, partition);
        if (!pauses.allow(from, clock.millis())) {
            throw new TimeoutException("fetching from %s pauses".formatted(from));
        }
        long started = clock.millis();
        try {
            Optional<byte[]> file = fetcher.fetch(topic, partition, offset);
            if (file.isEmpty() && clock.millis() - started >= SLOW.toMillis()) {
                pauses.startShort(clock.millis());
            }
            return file;
        } catch (RetriableException e) {
            LOG.warn("no image from {} for now, its labels wait: {}", from, e.getMessage());
            pauses.start(from, clock.millis());
            throw e;
        }
    }

    @Override
    public void close() {
        fetcher.close();
    }
}
