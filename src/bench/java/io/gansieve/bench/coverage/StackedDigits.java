package io.gansieve.bench.coverage;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Three grey images as the channels of one. */
final class StackedDigits {
    static final int MODES = 1000;

    private static final int CHANNELS = 3;

    private StackedDigits() {}

    /** Without a class: its mode is for those who count. */
    static LabeledImage stack(List<LabeledImage> digits) {
        ImageShape grey = digits.get(0).image().shape();
        byte[] pixels = new byte[CHANNELS * grey.size()];
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int i = 0; i < grey.size(); i++) {
                pixels[CHANNELS * i + channel] =
                        (byte) digits.get(channel).image().at(i);
            }
        }
        Image image = Image.of(new ImageShape(grey.height(), grey.width(), CHANNELS), pixels);
        return new LabeledImage(image, Label.REAL, OptionalInt.empty(), "stacked-mnist");
    }

    /** The three images again. */
    static Stream<Image> channels(Image image) {
        ImageShape grey = new ImageShape(image.shape().height(), image.shape().width(), 1);
        return IntStream.range(0, CHANNELS).mapToObj(channel -> {
            byte[] pixels = new byte[grey.size()];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) image.at(CHANNELS * i + channel);
            }
            return Image.of(grey, pixels);
        });
    }

    static int mode(int first, int second, int third) {
        return 100 * first + 10 * second + third;
    }
}
