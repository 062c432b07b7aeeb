package io.gansieve.app;

/** One method of one path. Called by several threads at once. */
@FunctionalInterface
interface Endpoint {
    /** @param body of the request, at most 8 MiB; empty for GET */
    HttpResponse answer(byte[] body);
}
