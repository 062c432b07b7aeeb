package io.gansieve.registry;

import org.jspecify.annotations.Nullable;

/**
 * A record of the models topic.
 *
 * @param key empty where the record has none
 * @param value null for a tombstone; shared, not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record ModelRecord(long offset, String key, byte @Nullable [] value) {}
