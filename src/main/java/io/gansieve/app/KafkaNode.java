package io.gansieve.app;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Controller and broker of a single-node cluster, as {@link KafkaRaftServer} has them, but one after the other: the broker starts
 * once the controller no longer takes its killed predecessor for alive.
 *
 * <p>Started together, the broker leads its predecessor's partitions until that one's session ends, then for a moment nobody
 * does. Kafka 4.3 takes a partition without a leader for a deleted one and leaves out the markers of a transaction that is just being
 * ended there (KAFKA-20734): the offsets in it can then never be read again, and the outcome differs from partition to partition.
 */
final class KafkaNode {
    private static final long SESSION_WAIT_SECONDS = 60;

    private final int id;
    private final SharedServer shared;
    private final ControllerServer controller;
    private final BrokerServer broker;

    KafkaNode(KafkaConfig config) {
        id = config.nodeId();
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> folders =
                KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(KafkaNode.class), "");
        shared = new SharedServer(
                config,
                folders._1(),
                Time.SYSTEM,
                Server$.MODULE$.initializeMetrics(
                        config, Time.SYSTEM, folders._1().clusterId().orElseThrow()),
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
                new StandardFaultHandlerFactory(),
                ServerSocketFactory.INSTANCE);
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), folders._2());
        broker = new BrokerServer(shared);
    }

    void start() {
        controller.startup();
        awaitPredecessorGone();
        broker.startup();
    }

    void stop() {
        broker.shutdown();
        controller.shutdown();
    }

    void awaitStop() {
        broker.awaitShutdown();
        controller.awaitShutdown();
    }

    private void awaitPredecessorGone() {
        PredecessorGone gone = new PredecessorGone(id);
        try {
            shared.loader().installPublishers(List.of(gone)).get(SESSION_WAIT_SECONDS, TimeUnit.SECONDS);
            gone.seen.get(SESSION_WAIT_SECONDS, TimeUnit.SECONDS);
            shared.loader().removeAndClosePublisher(gone).get(SESSION_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the controller started", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the controller did not start: " + e, e);
        }
    }

    /** Sees when the cluster's metadata no longer hold a broker with this id that is alive. */
    private static final class PredecessorGone implements MetadataPublisher {
        private final int id;
        private final CompletableFuture<Boolean> seen = new CompletableFuture<>();

        PredecessorGone(int id) {
            this.id = id;
        }

        @Override
        public String name() {
            return "PredecessorGone";
        }

        @Override
        public void onMetadataUpdate(MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
            BrokerRegistration registered = image.cluster().broker(id);
            if (registered == null || registered.fenced()) {
                seen.complete(true);
            }
        }
    }
}
