/**
 * From an image to its verdict: ONNX Runtime sessions, calibration, thresholds, and the JSON that leaves. May use
 * {@code image} only.
 */
@NullMarked
package io.gansieve.scoring;

import org.jspecify.annotations.NullMarked;
