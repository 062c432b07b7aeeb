package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gansieve.app.KafkaClients;
import io.gansieve.app.NotInForceException;
import io.gansieve.app.Orders;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.ModelKeys;
import io.gansieve.registry.ModelLog;
import io.gansieve.scoring.Json;
import io.gansieve.streams.Command;
import io.gansieve.streams.ModelLogReader;
import io.gansieve.streams.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else writes champion pointers: the trainer's champion serves on, orders take effect, and none that did not says so. */
class ForgedPointerIT {
    private static final Topics TOPICS = Topics.withPrefix("gansieve-");

    @TempDir
    Path folder;

    @Test
    void servesOnlyWhatTheTrainerPutInForce() throws Exception {
        try (Deployment deployment = Deployment.withBroker("forged", folder)) {
            KafkaClients clients = new KafkaClients(deployment.bootstrapServers(), Map.of());
            Orders orders = new Orders(clients, TOPICS);
            ServiceProcess service = deployment.start("service", Deployment.SMALL_ROUNDS);
            service.awaitReady();
            double champion;
            try (Load load = deployment.load(100)) {
                Awaitility.await("a champion")
                        .atMost(Deployment.PATIENCE)
                        .until(() -> service.metric(Deployment.CHAMPION) >= 1);
                champion = deployment.pauseTraining(service);
                load.finish();
            }
            long epoch = log(clients).champion().orElseThrow().epoch();

            forge(deployment, Long.MAX_VALUE, "");
            Awaitility.await("the pointer is refused")
                    .atMost(Deployment.PATIENCE)
                    .until(() -> service.metric("gansieve_models_refused_total") >= 1);
            assertThat(service.metric(Deployment.CHAMPION)).isEqualTo(champion);

            for (long forged : new long[] {epoch + 1, epoch + 900, epoch + 1800}) {
                forge(deployment, forged, "");
            }
            Awaitility.await("the champion outbids pointers that follow")
                    .atMost(Deployment.PATIENCE)
                    .until(() -> log(clients).champion().orElseThrow().epoch() > epoch + 1800);
            Awaitility.await("it serves")
                    .atMost(Deployment.PATIENCE)
                    .until(() -> service.metric(Deployment.CHAMPION) == champion);
            Awaitility.await("what was forged is taken back")
                    .atMost(Deployment.PATIENCE)
                    .until(() -> log(clients).problems().isEmpty());
            assertThat(log(clients).championVersion()).isEqualTo((long) champion);

            orders.execute(new Command.Promote(0, "ada"), Deployment.PATIENCE);
            Awaitility.await("version 0 serves")
                    .atMost(Deployment.PATIENCE)
                    .until(() -> service.metric(Deployment.CHAMPION) == 0);

            service.kill();
            tellsThatAnotherServes(deployment, clients, orders);
        }
    }

    /** A trainer whose pointer somebody outbids, and that does not look. */
    private static void tellsThatAnotherServes(Deployment deployment, KafkaClients clients, Orders orders)
            throws Exception {
        long epoch = log(clients).champion().orElseThrow().epoch();
        int before = deployment.answers().records("commands").size();
        CompletableFuture<Void> trainer = CompletableFuture.runAsync(() -> {
            Awaitility.await("the command")
                    .atMost(Deployment.PATIENCE)
                    .until(() -> deployment.answers().records("commands").size() > before);
            ConsumerRecord<byte[], byte[]> command =
                    deployment.answers().records("commands").get(before);
            forge(deployment, epoch + 2, "");
            forge(deployment, epoch + 1, new String(command.key(), StandardCharsets.UTF_8));
        });

        assertThatThrownBy(() -> orders.execute(new Command.Promote(0, "ada"), Duration.ofSeconds(20)))
                .isInstanceOf(NotInForceException.class)
                .hasMessage(
                        "the trainer answered with version 0, champion epoch %d, but version 0 serves, champion epoch %d",
                        epoch + 1, epoch + 2);
        trainer.join();
    }

    private static void forge(Deployment deployment, long epoch, String commandId) {
        ChampionPointer pointer = new ChampionPointer(1, epoch, 0, "promote", "eve", commandId, true, Instant.now());
        try {
            deployment.send("models", ModelKeys.champion(epoch), Json.write(pointer));
        } catch (Exception e) {
            throw new AssertionError("the pointer must be written", e);
        }
    }

    private static ModelLog log(KafkaClients clients) throws Exception {
        try (ModelLogReader reader = clients.openModelLog(TOPICS)) {
            return reader.catchUp();
        }
    }
}
