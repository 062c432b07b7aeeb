package io.gansieve.app;

import io.gansieve.scoring.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What an endpoint answers: status, type and body. */
@SuppressWarnings("ArrayRecordComponent")
record HttpResponse(int status, String contentType, byte[] body) {
    static final int OK = 200;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int TOO_LARGE = 413;
    static final int UNPROCESSABLE = 422;
    static final int FAILED = 500;
    static final int UNAVAILABLE = 503;

    static HttpResponse json(int status, Object value) {
        return new HttpResponse(status, "application/json", Json.write(value));
    }

    static HttpResponse text(String contentType, String body) {
        return new HttpResponse(OK, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    /** @param reason one word that programs read, {@code message} is for people */
    static HttpResponse problem(int status, String reason, String message) {
        return json(status, Map.of("reason", reason, "message", message));
    }
}
