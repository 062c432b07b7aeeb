/**
 * Images as the detector sees them: bounded decoding, fitting to the one shape of a deployment, readers for IDX files and folders,
 * corruptions, and the PNG grid. May use no other package.
 */
@NullMarked
package io.gansieve.image;

import org.jspecify.annotations.NullMarked;
