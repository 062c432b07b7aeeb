package io.gansieve.app;

import io.gansieve.streams.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Orders about the champion that come by HTTP; whoever knows the token may give them. Safe for any thread. */
final class ChampionOrders {
    private static final String WHO = "http";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Orders orders;

    ChampionOrders(Orders orders) {
        this.orders = orders;
    }

    /** The version before the serving one, pinned. */
    HttpResponse rollback() {
        return execute(new Command.Rollback(WHO));
    }

    /** Rounds may replace the champion again. */
    HttpResponse unpin() {
        return execute(new Command.Unpin(WHO));
    }

    private HttpResponse execute(Command command) {
        try {
            return HttpResponse.json(HttpResponse.OK, orders.execute(command, LIMIT));
        } catch (CommandRefusedException e) {
            return HttpResponse.problem(HttpResponse.CONFLICT, "refused", text(e));
        } catch (NotInForceException e) {
            return HttpResponse.problem(HttpResponse.CONFLICT, "not-in-force", text(e));
        } catch (TimeoutException | IOException e) {
            return HttpResponse.problem(HttpResponse.UNAVAILABLE, "no-answer", text(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HttpResponse.problem(HttpResponse.UNAVAILABLE, "no-answer", "the service is stopping");
        }
    }

    private static String text(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
