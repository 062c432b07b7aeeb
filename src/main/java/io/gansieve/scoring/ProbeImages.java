package io.gansieve.scoring;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** What a new model is tried on: black, white, a ramp and noise, the same ones each time. */
final class ProbeImages {
    private ProbeImages() {}

    static List<Image> of(ImageShape shape) {
        byte[] black = new byte[shape.size()];
        byte[] white = new byte[shape.size()];
        Arrays.fill(white, (byte) 255);
        byte[] ramp = new byte[shape.size()];
        byte[] noise = new byte[shape.size()];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (byte) (255L * i / ramp.length);
            noise[i] = (byte) random.nextInt(256);
        }
        return List.of(Image.of(shape, black), Image.of(shape, white), Image.of(shape, ramp), Image.of(shape, noise));
    }
}
