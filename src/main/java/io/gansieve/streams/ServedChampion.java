package io.gansieve.streams;

import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.Envelope;
import io.gansieve.registry.ModelPackage;
import io.gansieve.scoring.Champion;
import io.gansieve.scoring.Detector;
import io.gansieve.scoring.DetectorMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scorer's champion: loads and checks a version, puts it in force, and writes its detector beside for other programs. */
final class ServedChampion implements ChampionUpdates {
    private static final Logger LOG = LoggerFactory.getLogger(ServedChampion.class);

    private final Champion champion;
    private final ImageDecoder decoder;
    private final Path file;
    private final ScorerListener listener;

    ServedChampion(Champion champion, ImageDecoder decoder, Path file, ScorerListener listener) {
        this.champion = champion;
        this.decoder = decoder;
        this.file = file;
        this.listener = listener;
    }

    @Override
    public long epoch() {
        return champion.epoch();
    }

    @Override
    public void check(long version, byte[] envelope) throws CorruptEnvelopeException {
        requireFitting(version, Envelope.decode(envelope));
    }

    @Override
    public void serve(ChampionPointer pointer, byte[] envelope) throws CorruptEnvelopeException {
        ModelPackage model = Envelope.decode(envelope);
        requireFitting(pointer.version(), model);
        if (!champion.serve(pointer.epoch(), load(pointer.version(), model.detectorOnnx()))) {
            return;
        }
        inForce(pointer, model.version().createdAt());
        keep(() -> write(model.detectorOnnx()));
    }

    @Override
    public void serveBuiltIn(ChampionPointer pointer) {
        if (!champion.serveBuiltIn(pointer.epoch())) {
            return;
        }
        inForce(pointer, pointer.time());
        // Version 0 has no file, and the file must not name a version that does not serve.
        keep(() -> Files.deleteIfExists(file));
    }

    @Override
    public void refused(String message) {
        LOG.error("model record refused, version {} serves on: {}", champion.version(), message);
        listener.modelRefused(message);
    }

    private void inForce(ChampionPointer pointer, Instant createdAt) {
        LOG.info(
                "version {} serves, epoch {} ({} by {})",
                pointer.version(),
                pointer.epoch(),
                pointer.cause(),
                pointer.who());
        listener.championChanged(pointer.version(), pointer.epoch(), createdAt);
    }

    private void requireFitting(long version, ModelPackage model) {
        if (model.version().version() != version) {
            throw new IllegalArgumentException("expected version %d, found %d"
                    .formatted(version, model.version().version()));
        }
        if (!model.version().shape().equals(decoder.shape())) {
            throw new IllegalArgumentException("expected images of %s, found %s"
                    .formatted(decoder.shape(), model.version().shape()));
        }
        if (model.version().fit() != decoder.fit()) {
            LOG.warn(
                    "version {} was trained with image.fit {}, this deployment uses {}",
                    version,
                    model.version().fit().text(),
                    decoder.fit().text());
        }
    }

    private Detector load(long version, byte[] onnx) {
        Detector detector = Detector.load(onnx);
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
        Files.createDirectories(folder);
        Path half = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(half, onnx);
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
