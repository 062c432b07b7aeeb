/**
 * What a model's file may hold before ONNX Runtime sees it: a strict walk over its bytes, a list of operators, and the shape, memory
 * and work of every value for every batch. Knows nothing of images, and uses no other package of the program.
 */
@NullMarked
package io.gansieve.scoring.onnx;

import org.jspecify.annotations.NullMarked;
