package io.gansieve.bench.coverage;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Data whose modes are known, and how a generator of it is trained and measured. Used by one thread at a time. */
public interface CoverageSet {
    /** As users name it. */
    String text();

    /** What a generator can be trained with, the first unless somebody asks. */
    List<String> objectives();

    /** In force unless somebody asks for another. */
    CoverageNoise noise();

    /** CPU-time of a seed's training, unless somebody asks for another. */
    Duration budget();

    /** Names of the figures of {@link Measured}, in their order; {@code kl_floor} is among them where a {@code reverse_kl} is. */
    List<String> columns();

    /** What as many images of the data itself show as are drawn of a generator. */
    Measured data(long seed) throws IOException;

    /** Trains a generator, or goes on with one that the folder holds, until its budget is spent; then measures it. */
    Measured run(CoverageRun run) throws IOException;

    /**
     * What a generator, or the data, shows.
     *
     * @param figures one a column; NaN where there is none
     * @param grid samples as a PNG file
     * @param cpu of the training
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Measured(List<Double> figures, byte[] grid, Duration cpu) {
        public Measured {
            figures = List.copyOf(figures);
        }
    }
}
