/**
 * Meters: binders and listeners between the core and Micrometer. May use {@code streams} and everything below it.
 */
@NullMarked
package io.gansieve.metrics;

import org.jspecify.annotations.NullMarked;
