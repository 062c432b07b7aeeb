package io.gansieve.streams;

import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.LoggedVersion;
import io.gansieve.registry.ModelLog;
import io.gansieve.registry.ModelPackage;
import io.gansieve.registry.ModelVersion;
import io.gansieve.scoring.Champion;
import io.gansieve.scoring.Detector;
import io.gansieve.scoring.DetectorMetadata;
import io.gansieve.scoring.onnx.ModelRefusedException;
import io.gansieve.scoring.onnx.ModelRules;
import io.gansieve.scoring.onnx.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scorer's champion: follows the newest pointer whose version can be served, and writes its detector beside for other programs.
 * What cannot be served is reported once, and the champion serves on. Used by the thread that reads the models.
 */
public final class ServedChampion implements ModelLogFollower.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ServedChampion.class);

    private final Champion champion;
    private final ModelLoading<Detector> loading;
    private final ImageDecoder decoder;
    private final Path file;
    private final ScorerListener listener;

    /** Weights that failed, by the epoch of their pointer; only of those on the topic above the champion's. */
    private final Map<Long, LoggedVersion.Weights> failed = new HashMap<>();

    /**
     * @param champion is swapped here; its owner closes it after the application that reads it
     * @param file where the serving detector is written as ONNX
     */
    public ServedChampion(Champion champion, ImageDecoder decoder, Path file, ScorerListener listener) {
        this.champion = champion;
        this.decoder = decoder;
        ModelRules rules = ModelRules.SERVING.forImagesOf(decoder.shape().size());
        this.loading = new ModelLoading<>(onnx -> Detector.load(onnx, rules), ModelLoading.DEADLINE);
        this.file = file;
        this.listener = listener;
    }

    /** Whether a model has been loading far longer than any should: the champion serves on, and no other can follow it. */
    public boolean isLoadingHung() {
        return loading.isHung();
    }

    @Override
    public void changed(ModelLog log, ModelLogFollower.Weights weights) {
        if (loading.isHung()) {
            // What cannot be loaded now is tried when it can.
            return;
        }
        List<ChampionPointer> newer = new ArrayList<>(log.pointersAfter(champion.epoch()));
        failed.keySet().retainAll(newer.stream().map(ChampionPointer::epoch).collect(Collectors.toSet()));
        Collections.reverse(newer);
        for (ChampionPointer pointer : newer) {
            if (pointer.version() == 0) {
                serveBuiltIn(pointer);
                return;
            }
            Optional<LoggedVersion> version = log.version(pointer.version()).filter(LoggedVersion::held);
            if (version.isPresent() && serve(pointer, version.get(), weights)) {
                return;
            }
        }
    }

    @Override
    public void refused(String message) {
        listener.modelRefused(Refusal.RECORD, message);
    }

    /** Whether it is in force. An outage of the brokers is thrown on: the same is tried again after it. */
    private boolean serve(ChampionPointer pointer, LoggedVersion version, ModelLogFollower.Weights weights) {
        if (version.weights().equals(failed.get(pointer.epoch()))) {
            return false;
        }
        try {
            ModelPackage model = weights.fetch(pointer.version())
                    .orElseThrow(() -> new CorruptEnvelopeException("its weights are not on the topic any more"));
            requireFitting(model.version());
            if (champion.serve(pointer.epoch(), load(pointer.version(), model.detectorOnnx()))) {
                inForce(pointer, model.version().createdAt());
                keep(() -> write(model.detectorOnnx()));
            }
            return true;
        } catch (CorruptEnvelopeException e) {
            refuse(pointer, version, Refusal.RECORD, e);
        } catch (IllegalArgumentException e) {
            refuse(pointer, version, ModelRefusedException.of(e), e);
        }
        return false;
    }

    /** Once: the same weights are not tried again for this pointer. */
    private void refuse(ChampionPointer pointer, LoggedVersion version, Refusal refusal, Exception why) {
        failed.put(pointer.epoch(), version.weights());
        LOG.error(
                "version {} cannot be served ({}), version {} serves on: {}",
                pointer.version(),
                refusal.text(),
                champion.version(),
                why.getMessage());
        listener.modelRefused(refusal, "version %d: %s".formatted(pointer.version(), why.getMessage()));
    }

    private void serveBuiltIn(ChampionPointer pointer) {
        if (champion.serveBuiltIn(pointer.epoch())) {
            inForce(pointer, pointer.time());
            // Version 0 has no file, and the file must not name a version that does not serve.
            keep(() -> Files.deleteIfExists(file));
        }
    }

    private void inForce(ChampionPointer pointer, Instant createdAt) {
        failed.keySet().removeIf(epoch -> epoch <= pointer.epoch());
        LOG.info(
                "version {} serves, epoch {} ({} by {})",
                pointer.version(),
                pointer.epoch(),
                pointer.cause(),
                pointer.who());
        listener.championChanged(pointer.version(), pointer.epoch(), createdAt);
    }

    private void requireFitting(ModelVersion version) {
        if (!version.shape().equals(decoder.shape())) {
            throw new IllegalArgumentException(
                    "expected images of %s, found %s".formatted(decoder.shape(), version.shape()));
        }
        if (version.fit() != decoder.fit()) {
            LOG.warn(
                    "version {} was trained with image.fit {}, this deployment uses {}",
                    version.version(),
                    version.fit().text(),
                    decoder.fit().text());
        }
    }

    private Detector load(long version, byte[] onnx) {
        Detector detector = loading.load(onnx);
        DetectorMetadata metadata = detector.metadata();
        if (metadata.version() != version || !metadata.shape().equals(decoder.shape())) {
            detector.close();
            throw new IllegalArgumentException("expected a detector of version %d for %s, found version %d for %s"
                    .formatted(version, decoder.shape(), metadata.version(), metadata.shape()));
        }
        return detector;
    }

    private void write(byte[] onnx) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("not a file in a folder: " + file);
        }
        PrivateFiles.createFolder(folder);
        Path half = file.resolveSibling(file.getFileName() + ".new");
        try {
            PrivateFiles.write(half, onnx);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private interface FileStep {
        void run() throws IOException;
    }

    /** The file is a courtesy: a full disk must not stop scoring. */
    private void keep(FileStep step) {
        try {
            step.run();
        } catch (IOException | UncheckedIOException | SecurityException e) {
            LOG.warn("{} is not up to date: {}", file, e.toString());
        }
    }
}
