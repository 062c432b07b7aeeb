package io.gansieve.app;

import io.gansieve.scoring.Json;
import java.util.HashMap;
import java.util.Map;

/**
 * What an endpoint answers: status, type and body.
 *
 * @param headers more than every answer has
 */
@SuppressWarnings("ArrayRecordComponent")
record HttpResponse(int status, String contentType, byte[] body, Map<String, String> headers) {
    static final int OK = 200;
    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int REQUEST_TIMEOUT = 408;
    static final int CONFLICT = 409;
    static final int TOO_LARGE = 413;
    static final int UNPROCESSABLE = 422;
    static final int FAILED = 500;
    static final int UNAVAILABLE = 503;

    HttpResponse {
        headers = Map.copyOf(headers);
    }

    static HttpResponse ok(String contentType, byte[] body) {
        return new HttpResponse(OK, contentType, body, Map.of());
    }

    static HttpResponse json(int status, Object value) {
        return new HttpResponse(status, "application/json", Json.write(value), Map.of());
    }

    /** @param reason one word that programs read, {@code message} is for people */
    static HttpResponse problem(int status, String reason, String message) {
        return json(status, Map.of("reason", reason, "message", message));
    }

    HttpResponse with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new HttpResponse(status, contentType, body, more);
    }
}
