/**
 * Composition root and lifecycle: the service, the embedded broker, HTTP. May use the packages below it.
 */
@NullMarked
package io.gansieve.app;

import org.jspecify.annotations.NullMarked;
