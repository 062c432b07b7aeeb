package io.gansieve.streams;

import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.Manifest;
import io.gansieve.registry.ModelPackage;
import io.gansieve.registry.ModelVersion;
import io.gansieve.registry.VersionRecords;
import io.gansieve.scoring.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The champion's records in the trainer's own store: a lost models topic does not take them, and a round need not read it. */
final class ChampionStore {
    private static final Logger LOG = LoggerFactory.getLogger(ChampionStore.class);
    private static final String MANIFEST = "manifest";

    private final KeyValueStore<String, byte[]> store;

    ChampionStore(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /** 0 if none is held. */
    long version() {
        return manifest().map(manifest -> manifest.metadata().version()).orElse(0L);
    }

    /** Empty unless this version is held, whole. */
    Optional<VersionRecords> records(long version) {
        Optional<Manifest> manifest =
                manifest().filter(found -> found.metadata().version() == version);
        if (manifest.isEmpty()) {
            return Optional.empty();
        }
        List<byte[]> parts = new ArrayList<>();
        for (int i = 0; i < manifest.get().parts().size(); i++) {
            byte @Nullable [] part = store.get(part(i));
            if (part == null) {
                return Optional.empty();
            }
            parts.add(part);
        }
        return Optional.of(new VersionRecords(manifest.get(), parts));
    }

    /** Of its files, by name; empty unless this version is held. */
    Optional<Map<String, String>> sha256(long version) {
        return manifest()
                .map(Manifest::metadata)
                .filter(metadata -> metadata.version() == version)
                .map(ModelVersion::sha256);
    }

    /** The same as a package. */
    Optional<ModelPackage> model(long version) {
        Optional<VersionRecords> records = records(version);
        if (records.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(records.get().assemble());
        } catch (CorruptEnvelopeException e) {
            LOG.error("the champion kept by the trainer cannot be used: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** In place of the one before. */
    void put(VersionRecords champion) {
        int before = manifest().map(manifest -> manifest.parts().size()).orElse(0);
        List<byte[]> parts = champion.parts();
        for (int i = 0; i < parts.size(); i++) {
            store.put(part(i), parts.get(i));
        }
        for (int i = parts.size(); i < before; i++) {
            store.delete(part(i));
        }
        store.put(MANIFEST, Json.write(champion.manifest()));
    }

    private Optional<Manifest> manifest() {
        byte @Nullable [] manifest = store.get(MANIFEST);
        return manifest == null ? Optional.empty() : Optional.of(Json.read(manifest, Manifest.class));
    }

    private static String part(int number) {
        return "part/%02d".formatted(number);
    }
}
