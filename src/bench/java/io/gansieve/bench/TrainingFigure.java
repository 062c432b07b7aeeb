package io.gansieve.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.Optional;

/**
 * A row of {@code bench training}.
 *
 * @param ratioToLibtorch of the medians; empty where libtorch does not run
 * @param gigaflop that a step needs, and {@code gigaflops} of them a second at the median
 * @param shareOfPeak of the measured matrix product with as many threads
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record TrainingFigure(
        String pair,
        int threads,
        String engine,
        String upsampling,
        int steps,
        double medianMillis,
        double minMillis,
        Optional<Double> ratioToLibtorch,
        Optional<Double> ratioOfMinima,
        double gigaflop,
        double gigaflops,
        double shareOfPeak,
        double peakGigaflops) {
    static double median(long[] times) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    static double min(long[] times) {
        return Arrays.stream(times).min().orElseThrow();
    }
}
