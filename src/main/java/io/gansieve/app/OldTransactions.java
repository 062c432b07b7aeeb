package io.gansieve.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.gansieve.scoring.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions that a killed process left open. Until they are ended its offsets cannot be read, so that a restart
 * would wait for their timeout; Streams itself fences them only after its stores are filled again.
 */
final class OldTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(OldTransactions.class);
    private static final long TIMEOUT_SECONDS = 10;

    private OldTransactions() {}

    /**
     * @param stores of all applications, as in {@code state.dir}
     * @param threads that the application had; each has its own transactional id (exactly-once version 2)
     */
    static void end(Admin admin, Path stores, String applicationId, int threads) throws InterruptedException {
        Path metadata = stores.resolve(applicationId).resolve("kafka-streams-process-metadata");
        if (!Files.exists(metadata)) {
            return;
        }
        try {
            String processId = Json.read(Files.readAllBytes(metadata), JsonNode.class)
                    .path("processId")
                    .asText();
            List<String> transactionalIds = IntStream.rangeClosed(1, threads)
                    .mapToObj(thread -> "%s-%s-%d".formatted(applicationId, processId, thread))
                    .toList();
            admin.fenceProducers(transactionalIds).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (IOException | IllegalArgumentException | ExecutionException | TimeoutException e) {
            LOG.warn("open transactions of {} are left to their timeout: {}", applicationId, e.toString());
        }
    }
}
