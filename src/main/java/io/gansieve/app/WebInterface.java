package io.gansieve.app;

import io.gansieve.config.GansieveConfig;
import io.gansieve.image.Sha256;
import io.gansieve.streams.Models;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the HTTP interface of a process together.
 *
 * @param feed of the scorer, if the process has that role
 */
record WebInterface(
        GansieveConfig config,
        KafkaClients clients,
        Models models,
        FileScorer scorer,
        Explainer explainer,
        Optional<VerdictFeed> feed,
        Supplier<String> scrape,
        Supplier<SortedMap<String, RoleHealth>> health) {
    private static final Logger LOG = LoggerFactory.getLogger(WebInterface.class);

    /**
     * Starts to serve; {@code closing} gets all that was started.
     *
     * @return where
     */
    URI start(Closing closing) throws IOException {
        SampleGrids grids = new SampleGrids(models);
        RoundFollower rounds = closing.add(RoundFollower.start(clients, config.topics()));
        Optional<ChampionOrders> commands =
                config.http().token().map(token -> new ChampionOrders(new Orders(clients, config.topics())));
        StatusEvents events = closing.add(StatusEvents.start(
                new StatusEvents.Sources(health, models::log, rounds::rounds, feed, commands.isPresent())));
        Endpoints.Sources sources = new Endpoints.Sources(
                scrape,
                health,
                grids::png,
                models::log,
                rounds::rounds,
                file -> scorer.score("sha256:" + Sha256.hex(file), "http", file),
                explainer,
                commands);
        HttpServer server = closing.add(HttpServer.start(config.http(), Endpoints.of(sources), events.stream()));
        if (config.http().token().isEmpty()
                && !InetAddress.getByName(config.http().host()).isLoopbackAddress()) {
            LOG.warn(
                    "HTTP is open to whoever reaches {}: set http.token",
                    config.http().host());
        }
        LOG.info("HTTP at {}", server.address());
        return server.address();
    }
}
