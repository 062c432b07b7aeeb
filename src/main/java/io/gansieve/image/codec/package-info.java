/**
 * From a file's bytes to pixels: one bounded walk over each container, and the decoders behind it. {@code image} and this package
 * are one room: files read here become an {@link io.gansieve.image.Image}, and corruptions there pass through codecs here.
 */
@NullMarked
package io.gansieve.image.codec;

import org.jspecify.annotations.NullMarked;
