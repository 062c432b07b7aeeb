package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody else writes to the models topic: versions that are none and pointers to them. The scorer counts them and serves its
 * champion, the trainer's next versions are served all the same, also after a restart.
 */
class ModelRecordFaultIT {
    private static final String REFUSED = "gansieve_models_refused_total";

    @TempDir
    Path folder;

    @Test
    void keepsItsChampionAndGoesOnToTheNext() throws Exception {
        try (Deployment deployment = Deployment.withBroker("models", folder)) {
            ServiceProcess service = deployment.start("service", Deployment.SMALL_ROUNDS);
            service.awaitReady();
            try (Load load = deployment.load(100)) {
                Awaitility.await("a champion")
                        .atMost(Deployment.PATIENCE)
                        .until(() -> service.metric(Deployment.CHAMPION) >= 1);
                double champion = deployment.pauseTraining(service);
                ConsumerRecord<byte[], byte[]> pointer = last(deployment, "champion/");
                List<Duration> recoveries = new ArrayList<>();
                Map<String, Map<String, byte[]>> hostile = HostileModels.like(
                                deployment.answers().records("models"))
                        .as(901);
                long number = 900;
                for (Map.Entry<String, Map<String, byte[]>> version : hostile.entrySet()) {
                    number++;
                    double before = service.metric(REFUSED);
                    for (Map.Entry<String, byte[]> record : version.getValue().entrySet()) {
                        deployment.send("models", record.getKey(), record.getValue());
                    }
                    deployment.send(
                            "models",
                            "champion/" + number,
                            HostileModels.pointer(pointer.value(), Map.of("epoch", number, "version", number)));
                    recoveries.add(refused(version.getKey(), before + 2, deployment, service));
                }
                // Just behind the champion: the trainer's own next pointer replaces it.
                long next = epoch(pointer) + 1;
                double before = service.metric(REFUSED);
                deployment.send(
                        "models",
                        "champion/" + next,
                        HostileModels.pointer(pointer.value(), Map.of("schema", 99L, "epoch", next)));
                recoveries.add(refused("pointer of a newer schema", before + 1, deployment, service));
                assertThatThrownBy(() -> deployment.send("models", "version/999", new byte[(17 << 20) + 1]))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(RecordTooLargeException.class);
                assertThat(service.metric(Deployment.CHAMPION)).as("champion").isEqualTo(champion);

                deployment.order("resume");
                Awaitility.await("the trainer's next champion")
                        .atMost(Deployment.PATIENCE)
                        .until(() -> service.metric(Deployment.CHAMPION) > champion);
                Awaitility.await("the champion that serves is shown")
                        .atMost(Deployment.PATIENCE)
                        .until(() -> shownChampion(service) > champion);
                double later = deployment.pauseTraining(service);
                service.kill();
                recoveries.add(deployment.awaitRecovery(Instant.now(), service));
                assertThat(service.metric(Deployment.CHAMPION))
                        .as("champion after a restart")
                        .isEqualTo(later);

                load.finish();
                Tally tally = deployment.answers().tally(load.ids(), Deployment.PATIENCE);
                new FaultReport("hostile records in the models topic", hostile.size() + 2, recoveries, tally).check();
            }
        }
    }

    private static Duration refused(String what, double count, Deployment deployment, ServiceProcess service) {
        Instant written = Instant.now();
        Awaitility.await("refused: " + what)
                .atMost(Deployment.PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> service.metric(REFUSED) >= count);
        return deployment.awaitRecovery(written, service);
    }

    /** 0 where none is. */
    private static long shownChampion(ServiceProcess service) throws IOException, InterruptedException {
        for (JsonNode version : new ObjectMapper().readTree(service.get("/models"))) {
            if (version.path("champion").asBoolean()) {
                return version.path("version").asLong();
            }
        }
        return 0;
    }

    private static ConsumerRecord<byte[], byte[]> last(Deployment deployment, String keys) {
        return deployment.answers().records("models").stream()
                .filter(record ->
                        record.value() != null && new String(record.key(), StandardCharsets.UTF_8).startsWith(keys))
                .reduce((older, newer) -> newer)
                .orElseThrow();
    }

    private static long epoch(ConsumerRecord<byte[], byte[]> pointer) throws IOException {
        return new ObjectMapper().readTree(pointer.value()).path("epoch").asLong();
    }
}
