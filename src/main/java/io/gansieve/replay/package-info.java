/**
 * The replay buffer: reservoirs, splits and draws, as pure state machines. May use {@code image} only.
 */
@NullMarked
package io.gansieve.replay;

import org.jspecify.annotations.NullMarked;
