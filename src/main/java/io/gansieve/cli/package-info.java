/**
 * The commands of {@code gansieve}. May use the packages below it; nobody uses it.
 */
@NullMarked
package io.gansieve.cli;

import org.jspecify.annotations.NullMarked;
