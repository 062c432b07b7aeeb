package io.gansieve.scoring;

/**
 * Where a probability becomes an answer: {@code REAL} up to {@code real}, {@code GENERATED} from {@code generatedIfProcessed} on.
 *
 * @param generated from here on at most {@code targetFalsePositiveRate} of clean reals lie
 * @param generatedIfProcessed ≥ {@code generated}: the same for reals after JPEG, blur or resizing
 */
public record Thresholds(double real, double generated, double generatedIfProcessed, double targetFalsePositiveRate) {}
