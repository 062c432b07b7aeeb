package io.gansieve.app;

import io.gansieve.config.GansieveConfig;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Decides who may ask: with a token whoever bears it, without one whoever is not a page of another site. */
final class Access {
    /** Open to anybody: whoever probes has no token, and learns nothing but up or down. */
    private static final String HEALTH = "/health/";

    private final Optional<BearerToken> token;
    private final SiteGuard guard;

    private Access(Optional<BearerToken> token, SiteGuard guard) {
        this.token = token;
        this.guard = guard;
    }

    static Access of(GansieveConfig.Http config) {
        return new Access(
                config.token().map(BearerToken::new),
                new SiteGuard(config.anonymous().hosts()));
    }

    static boolean isHealth(String path) {
        return path.startsWith(HEALTH);
    }

    /** What to answer instead, if the request may not be made. A page cannot send the token that it does not know. */
    Optional<HttpResponse> refusal(Request request, String path) {
        if (isHealth(path)) {
            return Optional.empty();
        }
        if (token.isEmpty()) {
            return guard.refusal(request, path);
        }
        // The status page holds no data, and asks its user for the token.
        boolean open = Endpoints.PAGE.containsKey(path)
                || token.get().isIn(request.getHeaders().get(HttpHeader.AUTHORIZATION));
        return open
                ? Optional.empty()
                : Optional.of(
                        HttpResponse.problem(HttpResponse.UNAUTHORIZED, "unauthorized", "a bearer token is required")
                                .with("WWW-Authenticate", "Bearer realm=\"gansieve\""));
    }
}
