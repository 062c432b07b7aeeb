package io.gansieve.streams;

import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.Manifest;
import io.gansieve.registry.ModelKeys;
import io.gansieve.registry.RoundReport;
import io.gansieve.registry.VersionRecords;
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

    /** The parts, then the manifest: whoever reads the manifest has read the parts. */
    void version(VersionRecords version) {
        long number = version.manifest().metadata().version();
        for (int i = 0; i < version.parts().size(); i++) {
            forward(ModelKeys.part(number, i), version.parts().get(i), TrainerTopology.MODELS_SINK);
        }
        manifest(version.manifest());
    }

    void manifest(Manifest manifest) {
        forward(ModelKeys.version(manifest.metadata().version()), Json.write(manifest), TrainerTopology.MODELS_SINK);
    }

    void versionTombstone(long version) {
        forward(ModelKeys.version(version), null, TrainerTopology.MODELS_SINK);
    }

    void partTombstone(long version, int part) {
        forward(ModelKeys.part(version, part), null, TrainerTopology.MODELS_SINK);
    }

    void pointerTombstone(long epoch) {
        forward(ModelKeys.champion(epoch), null, TrainerTopology.MODELS_SINK);
    }

    void pointer(ChampionPointer pointer) {
        forward(ModelKeys.champion(pointer.epoch()), Json.write(pointer), TrainerTopology.MODELS_SINK);
    }

    void report(RoundReport report) {
        forward(Long.toString(report.round()), Json.write(report), TrainerTopology.ROUNDS_SINK);
    }

    /** A null label that says forget: the label join drops all that it holds of this image. */
    void retractLabel(String imageId) {
        Record<byte[], byte[]> retraction =
                new Record<>(imageId.getBytes(StandardCharsets.UTF_8), null, clock.millis());
        retraction.headers().add(LabelReadingProcessor.FORGET_HEADER, "true".getBytes(StandardCharsets.UTF_8));
        context.forward(retraction, TrainerTopology.LABELS_SINK);
    }

    void deadLetter(Record<byte[], byte[]> received, RecordMetadata position, String reason, Exception error) {
        context.forward(
                DeadLetters.of(received, position, DeadLetters.Failure.thrown(reason, error))
                        .withTimestamp(clock.millis()),
                TrainerTopology.DEAD_LETTERS);
    }

    private void forward(String key, byte @Nullable [] value, String sink) {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        context.forward(new Record<>(keyBytes, value, clock.millis()), sink);
    }
}
