package io.gansieve.app;

/**
 * How one role of this process is.
 *
 * @param state in Kafka Streams' words
 * @param live false: only a restart helps
 */
record RoleHealth(String state, boolean live, boolean ready) {}
