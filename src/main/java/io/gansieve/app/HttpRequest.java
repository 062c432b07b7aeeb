package io.gansieve.app;

import java.util.Map;

/**
 * What an endpoint is asked.
 *
 * @param query decoded; of a name that comes twice, the last value
 * @param body at most 8 MiB; empty for GET
 */
@SuppressWarnings("ArrayRecordComponent")
record HttpRequest(Map<String, String> query, byte[] body) {
    HttpRequest {
        query = Map.copyOf(query);
    }
}
