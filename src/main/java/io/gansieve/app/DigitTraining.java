package io.gansieve.app;

import io.gansieve.gan.dl4j.ClassifierTraining;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.Mnist;
import io.gansieve.scoring.ClassifierMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains the classifier of digits on the MNIST images that come with the program. */
final class DigitTraining implements DigitClassifier.Training {
    private static final Logger LOG = LoggerFactory.getLogger(DigitTraining.class);
    private static final int DIGITS = 10;

    /** Changed together with the recipe. */
    private static final long SEED = 1;

    @Override
    public int recipe() {
        return ClassifierTraining.RECIPE;
    }

    @Override
    public String dataSha256() throws IOException {
        return Mnist.TRAIN.sha256();
    }

    @Override
    public byte[] onnx() throws IOException {
        List<LabeledImage> train = labeled(Mnist.TRAIN);
        LOG.info("training a classifier of digits on {} images", train.size());
        try (ClassifierTraining training = ClassifierTraining.train(train, DIGITS, SEED)) {
            ClassifierMetadata metadata = new ClassifierMetadata(
                    ClassifierMetadata.SCHEMA,
                    ImageShape.MNIST,
                    DIGITS,
                    training.accuracy(labeled(Mnist.TEST)),
                    recipe(),
                    dataSha256());
            return training.onnx(metadata.toProperties());
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
}
