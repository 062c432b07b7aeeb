package io.gansieve.registry;

import io.gansieve.image.Corruption;
import io.gansieve.image.Image;
import java.util.SplittableRandom;

/**
 * A small change that makes a known image look like a new kind to statistics of pixels, and like the same one to people. Each comes in
 * a random strength, so that no strength between two fixed ones passes; where
 * strengths differ much, weak and strong ones are apart, since a linear score does not follow both. Pure in image and seed.
 */
enum Whisper {
    NONE {
        @Override
        Image apply(Image image, SplittableRandom random) {
            return image;
        }
    },
    FAINT_NOISE {
        @Override
        Image apply(Image image, SplittableRandom random) {
            return noisy(image, random.nextInt(1, 5), random);
        }
    },
    NOISE {
        @Override
        Image apply(Image image, SplittableRandom random) {
            return noisy(image, random.nextInt(4, 17), random);
        }
    },
    LOW_BITS {
        @Override
        Image apply(Image image, SplittableRandom random) {
            int kept = -1 << random.nextInt(1, 5);
            return mapped(image, grey -> grey & kept);
        }
    },
    NEAR_BLACK {
        @Override
        Image apply(Image image, SplittableRandom random) {
            int threshold = random.nextInt(1, 33);
            return mapped(image, grey -> grey <= threshold ? 0 : grey);
        }
    },
    SHIFT {
        @Override
        Image apply(Image image, SplittableRandom random) {
            int shift = random.nextInt(-12, 13);
            return mapped(image, grey -> grey + shift);
        }
    },
    FAINT_BLUR {
        @Override
        Image apply(Image image, SplittableRandom random) {
            return new Corruption.Blur(random.nextDouble(0.4, 0.55)).apply(image);
        }
    },
    BLUR {
        @Override
        Image apply(Image image, SplittableRandom random) {
            return new Corruption.Blur(random.nextDouble(0.55, 0.8)).apply(image);
        }
    },
    JPEG {
        @Override
        Image apply(Image image, SplittableRandom random) {
            return new Corruption.Jpeg(random.nextInt(50, 96)).apply(image);
        }
    };

    abstract Image apply(Image image, SplittableRandom random);

    private static Image noisy(Image image, int reach, SplittableRandom random) {
        return mapped(image, grey -> grey + random.nextInt(-reach, reach + 1));
    }

    private interface Change {
        int of(int grey);
    }

    private static Image mapped(Image image, Change change) {
        byte[] pixels = image.pixels();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.max(0, Math.min(255, change.of(image.at(i))));
        }
        return Image.of(image.shape(), pixels);
    }
}
