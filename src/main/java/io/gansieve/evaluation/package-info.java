/**
 * Figures of quality from scores and images: AUROC, average precision, calibration error, bootstrap bounds. May use
 * {@code image} only.
 */
@NullMarked
package io.gansieve.evaluation;

import org.jspecify.annotations.NullMarked;
