package io.gansieve.registry;

import io.gansieve.scoring.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A models topic in memory: records in the order in which they came, folded as readers fold them. */
public final class ModelRecords {
    private final List<ModelRecord> records = new ArrayList<>();
    private ModelLog log = ModelLog.EMPTY;

    public ModelRecords add(String key, byte @Nullable [] value) {
        ModelRecord record = new ModelRecord(records.size(), key, value);
        records.add(record);
        log = log.with(List.of(record));
        return this;
    }

    public ModelRecords add(VersionRecords version) {
        long number = version.manifest().metadata().version();
        for (int i = 0; i < version.parts().size(); i++) {
            add(ModelKeys.part(number, i), version.parts().get(i));
        }
        return add(version.manifest());
    }

    public ModelRecords add(Manifest manifest) {
        return add(ModelKeys.version(manifest.metadata().version()), Json.write(manifest));
    }

    public ModelRecords add(ChampionPointer pointer) {
        return add(ModelKeys.champion(pointer.epoch()), Json.write(pointer));
    }

    /** The topic is deleted and made again. */
    public void clear() {
        records.clear();
        log = ModelLog.EMPTY;
    }

    public ModelLog log() {
        return log;
    }

    /** All at once, as a reader that starts now folds them. */
    public ModelLog readAgain() {
        return ModelLog.EMPTY.with(records);
    }

    /** As a reader fetches it by its offsets. */
    public Optional<ModelPackage> fetch(long version) throws CorruptEnvelopeException {
        Optional<LoggedVersion.Weights> weights = log.version(version).map(LoggedVersion::weights);
        if (weights.isPresent() && weights.get() instanceof LoggedVersion.Weights.OneRecord record) {
            return Optional.of(Envelope.decode(value(record.offset())));
        }
        if (weights.isPresent() && weights.get() instanceof LoggedVersion.Weights.Parts parts) {
            List<byte[]> values = parts.offsets().stream().map(this::value).toList();
            return Optional.of(new VersionRecords(parts.manifest(), values).assemble());
        }
        return Optional.empty();
    }

    private byte[] value(long offset) {
        byte @Nullable [] value = records.get((int) offset).value();
        return value == null ? new byte[0] : Arrays.copyOf(value, value.length);
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
