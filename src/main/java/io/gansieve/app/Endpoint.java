package io.gansieve.app;

/** One method of one path. Called by several threads at once. */
@FunctionalInterface
interface Endpoint {
    HttpResponse answer(HttpRequest request);
}
