/**
 * The adversarial game without an engine: objectives, schedules, configuration, the round as a function from snapshot to
 * snapshot. May use {@code image} only; knows neither DL4J nor Kafka.
 */
@NullMarked
package io.gansieve.gan;

import org.jspecify.annotations.NullMarked;
