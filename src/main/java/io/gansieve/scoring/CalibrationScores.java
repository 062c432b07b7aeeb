package io.gansieve.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

/**
 * What a detector says of the images of one label that no network was trained on: as they are, and of copies that were edited.
 *
 * @param processed a set for each kind of processing that leaves its marks, as JPEG, blur or resizing
 * @param whispered a set for each kind of edit that nobody sees
 */
@SuppressWarnings("ArrayRecordComponent")
public record CalibrationScores(double[] clean, List<double[]> processed, List<double[]> whispered) {
    public CalibrationScores {
        clean = clean.clone();
        processed = List.copyOf(processed);
        whispered = List.copyOf(whispered);
    }

    /** Of images that nobody edited. */
    public static CalibrationScores ofClean(double... clean) {
        return new CalibrationScores(clean, List.of(), List.of());
    }

    public boolean finite() {
        return Stream.concat(Stream.of(clean), edited().stream())
                .flatMapToDouble(Arrays::stream)
                .allMatch(Double::isFinite);
    }

    /** The same for every score's {@code change}. */
    public CalibrationScores map(DoubleUnaryOperator change) {
        return new CalibrationScores(
                mapped(clean, change),
                processed.stream().map(set -> mapped(set, change)).toList(),
                whispered.stream().map(set -> mapped(set, change)).toList());
    }

    /** All sets but the clean one. */
    List<double[]> edited() {
        List<double[]> sets = new ArrayList<>(processed);
        sets.addAll(whispered);
        return sets;
    }

    private static double[] mapped(double[] values, DoubleUnaryOperator change) {
        return Arrays.stream(values).map(change).toArray();
    }
}
