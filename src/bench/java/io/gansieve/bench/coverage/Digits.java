package io.gansieve.bench.coverage;

import io.gansieve.app.DigitClassifier;
import io.gansieve.evaluation.ModeCoverage;
import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.Mnist;
import io.gansieve.scoring.Classifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The MNIST images with the classifier of digits, which the first set in a folder trains. The owner closes it. */
final class Digits implements AutoCloseable {
    static final int CLASSES = 10;

    private final List<LabeledImage> train;
    private final List<LabeledImage> test;
    private final Classifier classifier;

    private Digits(List<LabeledImage> train, List<LabeledImage> test, Classifier classifier) {
        this.train = train;
        this.test = test;
        this.classifier = classifier;
    }

    /** @param folder where the classifier is kept */
    static Digits open(Path folder) throws IOException {
        Files.createDirectories(folder);
        byte[] onnx = new DigitClassifier(folder).onnx();
        return new Digits(labeled(Mnist.TRAIN), labeled(Mnist.TEST), Classifier.load(onnx));
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

    List<LabeledImage> train() {
        return train;
    }

    List<LabeledImage> test() {
        return test;
    }

    Classifier classifier() {
        return classifier;
    }

    /** Training images, each drawn from all of them. */
    List<LabeledImage> draw(int count, SplittableRandom random) {
        return IntStream.range(0, count)
                .mapToObj(i -> train.get(random.nextInt(train.size())))
                .toList();
    }

    /** The digits' shares of the training images. */
    List<Double> shares() {
        int[] counts = new int[CLASSES];
        train.forEach(image -> counts[image.imageClass().orElseThrow()]++);
        return ModeCoverage.distribution(counts);
    }

    /** The most probable digit of each image. */
    int[] read(List<Image> images) {
        return classifier.probabilities(images).stream()
                .mapToInt(probabilities -> ModeCoverage.Answer.of(probabilities).mostProbableClass())
                .toArray();
    }

    static List<Image> images(List<LabeledImage> labeled) {
        return labeled.stream().map(LabeledImage::image).toList();
    }

    @Override
    public void close() {
        classifier.close();
    }
}
