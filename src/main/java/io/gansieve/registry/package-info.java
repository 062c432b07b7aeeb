/**
 * Model versions: the round that makes them, their metadata, their envelope, the champion and its history, the gate a candidate
 * passes. May use {@code image}, {@code gan}, {@code scoring} and {@code evaluation}.
 */
@NullMarked
package io.gansieve.registry;

import org.jspecify.annotations.NullMarked;
