package io.gansieve.app;

import io.gansieve.scoring.Classifier;
import io.gansieve.scoring.ClassifierMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classifier of handwritten digits by which samples are told apart: trained once on the MNIST images that come with the
 * program, then kept as {@value #FILE} in a folder. A file that is missing, damaged, or of another recipe or other images is made
 * again, to the same bits. Safe for any thread.
 *
 * <pre>{@code
 * try (Classifier digits = Classifier.load(new DigitClassifier(folder).onnx())) {
 *     List<float[]> probabilities = digits.probabilities(images);
 * }
 * }</pre>
 */
public final class DigitClassifier {
    static final String FILE = "digit-classifier.onnx";

    private static final Logger LOG = LoggerFactory.getLogger(DigitClassifier.class);

    private final Path file;
    private final Training training;
    private Optional<byte[]> known = Optional.empty();

    /** Where a classifier comes from that is not kept yet. */
    interface Training {
        /** Version of the way it is trained. */
        int recipe();

        /** Over what it learns from; takes milliseconds. */
        String dataSha256() throws IOException;

        /** Takes half a minute. */
        byte[] onnx() throws IOException;
    }

    public DigitClassifier(Path folder) {
        this(folder, new DigitTraining());
    }

    DigitClassifier(Path folder, Training training) {
        this.file = folder.resolve(FILE);
        this.training = training;
    }

    /** The classifier's file. The first call may train it for half a minute, unless it is interrupted. */
    public synchronized byte[] onnx() {
        return onnxIfKept().orElseGet(this::train);
    }

    /** The classifier's file, if it need not be trained first. Waits for a call that trains it. */
    synchronized Optional<byte[]> onnxIfKept() {
        known = known.or(this::kept);
        return known.map(byte[]::clone);
    }

    private Optional<byte[]> kept() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            byte[] onnx = Files.readAllBytes(file);
            tell("read from", onnx);
            return Optional.of(onnx);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} is made again: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    /** Whatever is kept. */
    synchronized byte[] train() {
        try {
            byte[] onnx = training.onnx();
            tell("trained for", onnx);
            keep(onnx);
            known = Optional.of(onnx);
            return onnx.clone();
        } catch (IOException e) {
            throw new UncheckedIOException("the digits that come with the program cannot be read", e);
        }
    }

    private void keep(byte[] onnx) {
        try {
            AtomicFile.write(file, onnx);
        } catch (IOException e) {
            LOG.warn("{} cannot be kept, so that the next start trains it again: {}", file, e.toString());
        }
    }

    /** Throws {@link IllegalArgumentException} if it is no classifier that this training makes. */
    private void tell(String how, byte[] onnx) throws IOException {
        try (Classifier classifier = Classifier.load(onnx)) {
            ClassifierMetadata metadata = classifier.metadata();
            if (metadata.recipe() != training.recipe()) {
                throw new IllegalArgumentException(
                        "expected recipe %d, found %d".formatted(training.recipe(), metadata.recipe()));
            }
            if (!metadata.dataSha256().equals(training.dataSha256())) {
                throw new IllegalArgumentException("expected training images of sha-256 %s, found %s"
                        .formatted(training.dataSha256(), metadata.dataSha256()));
            }
            LOG.info(
                    "classifier of digits {} {}: {} % of the MNIST test images right",
                    how, file, String.format(Locale.ROOT, "%.2f", 100 * metadata.testAccuracy()));
        }
    }
}
