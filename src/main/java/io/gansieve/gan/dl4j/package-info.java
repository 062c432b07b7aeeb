/**
 * The game on DL4J: networks, training steps and the ONNX export. The only package that knows DL4J and ND4J; an
 * {@code INDArray} never leaves it. May use {@code gan} and {@code image}.
 */
@NullMarked
package io.gansieve.gan.dl4j;

import org.jspecify.annotations.NullMarked;
