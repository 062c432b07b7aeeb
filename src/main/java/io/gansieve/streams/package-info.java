/**
 * The two Kafka Streams applications, scorer and trainer: topics, serdes, processors, topologies. May use every package above
 * it, and nothing of {@code metrics}, {@code config}, {@code app} or {@code cli}.
 */
@NullMarked
package io.gansieve.streams;

import org.jspecify.annotations.NullMarked;
