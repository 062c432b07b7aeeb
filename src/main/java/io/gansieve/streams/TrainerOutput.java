package io.gansieve.streams;

import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.Envelope;
import io.gansieve.registry.ModelPackage;
import io.gansieve.scoring.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** What leaves the trainer's task, each record to its topic. */
final class TrainerOutput {
    private final ProcessorContext<byte[], byte[]> context;
    private final Clock clock;

    TrainerOutput(ProcessorContext<byte[], byte[]> context, Clock clock) {
        this.context = context;
        this.clock = clock;
    }

    void version(ModelPackage model) {
        forward(ModelKeys.version(model.version().version()), Envelope.encode(model), TrainerTopology.MODELS_SINK);
    }

    void versionTombstone(long version) {
        forward(ModelKeys.version(version), null, TrainerTopology.MODELS_SINK);
    }

    void pointer(ChampionPointer pointer) {
        forward(ModelKeys.champion(pointer.epoch()), Json.write(pointer), TrainerTopology.MODELS_SINK);
    }

    void report(RoundReport report) {
        forward(Long.toString(report.round()), Json.write(report), TrainerTopology.ROUNDS_SINK);
    }

    /** A null label: the label join drops what it holds of this image. */
    void retractLabel(String imageId) {
        forward(imageId, null, TrainerTopology.LABELS_SINK);
    }

    void deadLetter(Record<byte[], byte[]> received, RecordMetadata position, String reason, Exception error) {
        context.forward(
                DeadLetters.of(received, position, DeadLetters.Failure.thrown(reason, error)),
                TrainerTopology.DEAD_LETTERS_SINK);
    }

    private void forward(String key, byte @Nullable [] value, String sink) {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        context.forward(new Record<>(keyBytes, value, clock.millis()), sink);
    }
}
