package io.gansieve.app;

import io.gansieve.gan.dl4j.ClassifierTraining;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.Mnist;
import io.gansieve.image.Sha256;
import io.gansieve.scoring.Classifier;
import io.gansieve.scoring.ClassifierMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classifier of handwritten digits by which samples are told apart: trained once on the MNIST images that come with the
 * program, then kept as {@value #FILE} in a folder. A file that is missing, damaged or of another release is made again, to the
 * same bits. Safe for any thread.
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
    private static final int DIGITS = 10;
    private static final long SEED = 1;

    private final Path file;
    private final Training training;
    private Optional<byte[]> known = Optional.empty();

    /** Where a classifier comes from that is not kept yet. */
    interface Training {
        byte[] onnx() throws IOException;
    }

    public DigitClassifier(Path folder) {
        this(folder, DigitClassifier::trained);
    }

    DigitClassifier(Path folder, Training training) {
        this.file = folder.resolve(FILE);
        this.training = training;
    }

    /** The classifier's file. The first call may train it for half a minute, unless it is interrupted. */
    public synchronized byte[] onnx() {
        byte[] onnx = known.or(this::kept).orElseGet(this::made);
        known = Optional.of(onnx);
        return onnx.clone();
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

    private byte[] made() {
        try {
            byte[] onnx = training.onnx();
            tell("trained for", onnx);
            keep(onnx);
            return onnx;
        } catch (IOException e) {
            throw new UncheckedIOException("the digits that come with the program cannot be read", e);
        }
    }

    private static byte[] trained() throws IOException {
        List<LabeledImage> train = labeled(Mnist.TRAIN);
        LOG.info("training a classifier of digits on {} images", train.size());
        try (ClassifierTraining training = ClassifierTraining.train(train, DIGITS, SEED)) {
            ClassifierMetadata metadata = new ClassifierMetadata(
                    ClassifierMetadata.SCHEMA,
                    ImageShape.MNIST,
                    DIGITS,
                    training.accuracy(labeled(Mnist.TEST)),
                    sha256(train));
            return training.onnx(metadata.toProperties());
        }
    }

    private void keep(byte[] onnx) {
        try {
            AtomicFile.write(file, onnx);
        } catch (IOException e) {
            LOG.warn("{} cannot be kept, so that the next start trains it again: {}", file, e.toString());
        }
    }

    /** Throws {@link IllegalArgumentException} if it is no classifier of this release. */
    private void tell(String how, byte[] onnx) {
        try (Classifier classifier = Classifier.load(onnx)) {
            LOG.info(
                    "classifier of digits {} {}: {} % of the MNIST test images right",
                    how,
                    file,
                    String.format(
                            Locale.ROOT, "%.2f", 100 * classifier.metadata().testAccuracy()));
        }
    }

    private static List<LabeledImage> labeled(Mnist part) throws IOException {
        List<Image> images = part.images();
        int[] digits = part.digits();
        List<LabeledImage> labeled = new ArrayList<>(digits.length);
        for (int i = 0; i < digits.length; i++) {
            labeled.add(new LabeledImage(images.get(i), Label.REAL, OptionalInt.of(digits[i]), "mnist"));
        }
        return labeled;
    }

    private static String sha256(List<LabeledImage> images) {
        MessageDigest sha256 = Sha256.start();
        for (LabeledImage image : images) {
            sha256.update(image.image().pixels());
            sha256.update((byte) image.imageClass().orElseThrow());
        }
        return HexFormat.of().formatHex(sha256.digest());
    }
}
