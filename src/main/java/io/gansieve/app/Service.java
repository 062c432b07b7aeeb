package io.gansieve.app;

import io.gansieve.config.ConfigException;
import io.gansieve.config.GansieveConfig;
import io.gansieve.config.Role;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.metrics.Meters;
import io.gansieve.metrics.ModelMeters;
import io.gansieve.metrics.ScorerMeters;
import io.gansieve.scoring.Champion;
import io.gansieve.streams.ModelLogFollower;
import io.gansieve.streams.PixelChangelogs;
import io.gansieve.streams.RecordLimits;
import io.gansieve.streams.ScorerListener;
import io.gansieve.streams.ServedChampion;
import io.gansieve.streams.TopicAdmin;
import io.gansieve.streams.TopicException;
import io.gansieve.streams.Topics;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running service: broker if embedded, topics, the applications of its roles, HTTP. Started in that order, closed in the
 * reverse one. Safe for any thread once started; the owner closes it.
 */
public final class Service implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final long BOOTSTRAP_PATIENCE_SECONDS = 5;

    /** One each for the stream's decoding and for HTTP's; the rest is Kafka's, the replay buffer's and the networks'. */
    private static final int HEAP_PARTS = 4;

    /** With budgets apart: whoever posts large pictures keeps nobody else waiting. */
    private record Decoders(ImageDecoder streamed, ImageDecoder posted) {
        static Decoders of(GansieveConfig config) throws ConfigException {
            // The stream keeps the other processors, whatever is posted.
            return new Decoders(one(config), one(config).withLargeAtATime(1));
        }

        private static ImageDecoder one(GansieveConfig config) throws ConfigException {
            return config.decoder(
                    config.shape(), config.fit(), Runtime.getRuntime().maxMemory(), HEAP_PARTS);
        }
    }

    private final Closing closing;
    private final KafkaClients clients;
    private final List<StreamsApp> apps = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final DataDirectory directory;
    private final Topics topics;
    private final ReentrantLock bootstrapping = new ReentrantLock();
    private volatile boolean stopping;
    private volatile BooleanSupplier loadingHangs = () -> false;
    private Optional<URI> address = Optional.empty();

    private Service(Closing closing, KafkaClients clients, DataDirectory directory, Topics topics) {
        this.closing = closing;
        this.clients = clients;
        this.directory = directory;
        this.topics = topics;
    }

    /**
     * @throws ConfigException if the heap is too small for the settings
     * @throws IOException with one line that says what is in the way
     */
    public static Service start(GansieveConfig config, Clock clock)
            throws ConfigException, IOException, InterruptedException {
        WebInterface.refuseOpen(config.http());
        Decoders decoders = Decoders.of(config);
        Closing closing = new Closing();
        try {
            DataDirectory directory = closing.add(DataDirectory.open(config.dataDirectory()));
            KafkaClients clients = new KafkaClients(bootstrapServers(config, directory, closing), config.kafka());
            Service service = new Service(closing, clients, directory, config.topics());
            service.startRoles(config, directory, decoders, clock);
            LOG.info("{} at {}", config.roles(), clients.bootstrapServers());
            return service;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            // Whatever it is, what was opened is closed, and it is thrown on.
            closing.close();
            throw e;
        }
    }

    /**
     * Publishes labelled reals, once for a location and a data folder. Returns early, to be done again at the next start, when
     * another thread closes the service.
     *
     * @param location a file, a folder, or {@code mnist}
     */
    public void bootstrap(String location) throws IOException, InterruptedException {
        bootstrapping.lock();
        try {
            Bootstrap.run(location, directory, clients, topics.images().get(0), () -> stopping);
        } finally {
            bootstrapping.unlock();
        }
    }

    private static String bootstrapServers(GansieveConfig config, DataDirectory directory, Closing closing)
            throws IOException {
        return config.broker().embedded()
                ? closing.add(EmbeddedBroker.start(
                                directory.broker(),
                                config.broker().port(),
                                config.broker().credentials()))
                        .bootstrapServers()
                : config.broker().bootstrapServers();
    }

    private void startRoles(GansieveConfig config, DataDirectory directory, Decoders decoders, Clock clock)
            throws IOException, InterruptedException {
        int imagePartitions;
        RecordLimits limits;
        try (Admin admin = clients.admin()) {
            TopicAdmin topics = new TopicAdmin(admin);
            prepare(topics, admin, config);
            imagePartitions = topics.imagePartitions(config.topics());
            if (config.roles().contains(Role.TRAINER)) {
                new PixelChangelogs(admin, config.prefix() + "trainer", config.forgetWithin(), config.kafka())
                        .prepare();
            }
            limits = topics.limits(config.topics()).within(config.kafka());
            int threads = Math.max(1, config.scorerThreads());
            OldTransactions.end(admin, directory.streams(), config.prefix() + "scorer", threads);
            OldTransactions.end(admin, directory.streams(), config.prefix() + "trainer", 1);
        }
        Meters meters = closing.add(new Meters());
        Champion champion = closing.add(new Champion());
        KnownTopics known = closing.add(KnownTopics.open(
                clients.admin(), directory.topics(), config.topics().all(), clock));
        StoreFolder stores =
                closing.add(StoreFolder.open(directory.streams(), PixelChangelogs.lag(config.forgetWithin()), clock));
        boolean scores = config.roles().contains(Role.SCORER);
        Optional<VerdictFeed> feed =
                scores && config.http().enabled() ? Optional.of(new VerdictFeed(clock)) : Optional.empty();
        ScorerListener scorerListener = feed.<ScorerListener>map(
                        watcher -> ScorerListener.both(new ScorerMeters(meters.registry(), clock), watcher))
                .orElse(ScorerListener.NONE);
        ServedChampion served =
                new ServedChampion(champion, decoders.streamed(), directory.championFile(), scorerListener);
        ModelMeters modelMeters = new ModelMeters(meters.registry());
        ModelLogFollower models = closing.add(ModelLogFollower.start(
                () -> clients.modelLog(config.topics()),
                scores ? List.of(modelMeters, served) : List.of(modelMeters),
                clock));
        loadingHangs = served::isLoadingHung;
        Roles roles = new Roles(
                config,
                directory,
                clients,
                limits,
                decoders.streamed(),
                meters,
                clock,
                known,
                ended::countDown,
                stores);
        if (config.roles().contains(Role.SCORER)) {
            add(roles.scorer(champion, scorerListener, imagePartitions));
        }
        if (config.roles().contains(Role.TRAINER)) {
            add(roles.trainer(models, closing));
        }
        // Before the applications: their start lasts until all models are read, and who asks meanwhile shall hear that
        // it is alive.
        if (config.http().enabled()) {
            FileScorer scorer = new FileScorer(decoders.posted(), champion::score, clock);
            Explainer explainer = new Explainer(decoders.posted(), champion::score);
            address = Optional.of(
                    new WebInterface(config, clients, models, scorer, explainer, feed, meters::scrape, this::health)
                            .start(closing));
        }
        models.awaitFirstRead();
        apps.forEach(StreamsApp::start);
        directory.closeToOthers();
        closing.add(TopicWatch.start(clients, config.topics(), config.partitions()));
        apps.forEach(app -> closing.add(meters.bind(app.streams(), app.role())));
    }

    private static void prepare(TopicAdmin topics, Admin admin, GansieveConfig config)
            throws IOException, InterruptedException {
        try {
            topics.create(config.topics(), config.partitions());
        } catch (TopicException e) {
            // A topic that may not be described may not be read either, which says more.
            Permissions.require(admin, config.roles(), config.topics(), config.prefix());
            throw e;
        }
        Permissions.require(admin, config.roles(), config.topics(), config.prefix());
    }

    private void add(StreamsApp app) {
        apps.add(closing.add(app));
    }

    private SortedMap<String, RoleHealth> health() {
        TreeMap<String, RoleHealth> health = new TreeMap<>();
        apps.forEach(app -> health.put(app.role(), app.health(loadingHangs.getAsBoolean())));
        return health;
    }

    /** Whether every role answers. */
    public boolean ready() {
        return apps.stream()
                .allMatch(app -> app.health(loadingHangs.getAsBoolean()).ready());
    }

    /** Whether a role has ended by itself, which only a restart of the process heals. */
    public boolean failed() {
        return ended.getCount() == 0;
    }

    /** Waits until a role ends by itself. */
    public void awaitFailure() throws InterruptedException {
        ended.await();
    }

    /** For clients of the same brokers. */
    public KafkaClients clients() {
        return clients;
    }

    /** Of the HTTP interface, unless it is switched off. */
    public Optional<URI> address() {
        return address;
    }

    /** Gives a bootstrap in another thread a moment to end, since it needs the broker for that. */
    @Override
    public void close() {
        stopping = true;
        try {
            if (!bootstrapping.tryLock(BOOTSTRAP_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("closing while labelled reals are still being published");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closing.close();
    }
}
