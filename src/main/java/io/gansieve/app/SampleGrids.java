package io.gansieve.app;

import io.gansieve.registry.ModelLog;
import io.gansieve.registry.ModelPackage;
import io.gansieve.streams.Models;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The grids of samples that HTTP shows, read from the models topic when they are first asked for. Safe for any thread. */
final class SampleGrids {
    private static final Logger LOG = LoggerFactory.getLogger(SampleGrids.class);
    private static final long FETCH_SECONDS = 5;

    /** Grids that are kept, some 30 KB each. */
    private static final int MOST = 64;

    private final Models models;
    private final Map<Long, byte[]> grids = new LinkedHashMap<>();

    SampleGrids(Models models) {
        this.models = models;
    }

    /**
     * A version's grid as PNG; a caller may wait some seconds for it.
     *
     * @param version 0 for the champion's
     */
    Optional<byte[]> png(long version) {
        ModelLog log = models.log();
        long wanted = version == 0 ? log.championVersion() : version;
        if (wanted == 0 || !log.held(wanted)) {
            return Optional.empty();
        }
        Optional<byte[]> kept = kept(wanted);
        return kept.isPresent() ? kept : fetched(wanted);
    }

    private Optional<byte[]> kept(long version) {
        synchronized (grids) {
            return Optional.ofNullable(grids.get(version));
        }
    }

    private Optional<byte[]> fetched(long version) {
        Future<Optional<ModelPackage>> asked = models.fetch(version);
        try {
            Optional<byte[]> grid = asked.get(FETCH_SECONDS, TimeUnit.SECONDS).map(ModelPackage::samplesPng);
            grid.ifPresent(png -> keep(version, png));
            return grid;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            LOG.warn("the samples of version {} cannot be read for now: {}", version, e.toString());
            return Optional.empty();
        } finally {
            asked.cancel(false);
        }
    }

    private void keep(long version, byte[] png) {
        synchronized (grids) {
            grids.put(version, png);
            if (grids.size() > MOST) {
                Iterator<Long> oldest = grids.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }
    }
}
