package io.gansieve.app;

import io.gansieve.config.ConfigException;
import io.gansieve.config.GansieveConfig;
import io.gansieve.image.Sha256;
import io.gansieve.streams.Models;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
     * Checks that an interface that others than this machine reach asks for a token, or is open on purpose.
     *
     * @throws ConfigException that names the settings
     */
    static void refuseOpen(GansieveConfig.Http http) throws ConfigException {
        if (http.enabled() && http.token().isEmpty() && !http.anonymous().elsewhere() && !onLoopback(http.host())) {
            throw new ConfigException(
                    List.of("http.host: %s: must be loopback without http.token, unless http.allow-anonymous is true"
                            .formatted(http.host())));
        }
    }

    /** A name that nobody knows is no way in either; listening says what is wrong with it. */
    private static boolean onLoopback(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return true;
        }
    }

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
        HttpServer server = closing.add(HttpServer.start(
                config.http(), Endpoints.of(sources, config.http().token().isPresent()), events.stream()));
        if (config.http().token().isEmpty() && !onLoopback(config.http().host())) {
            LOG.warn(
                    "HTTP is open to whoever reaches {} (http.allow-anonymous); as Host it takes localhost, 127.0.0.1, [::1]{}",
                    config.http().host(),
                    config.http().anonymous().hosts().stream()
                            .map(host -> ", " + host)
                            .collect(Collectors.joining()));
        }
        LOG.info("HTTP at {}", server.address());
        return server.address();
    }
}
