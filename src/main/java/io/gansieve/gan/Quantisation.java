package io.gansieve.gan;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;

/** Between a generator's numbers and 8 bits, the same for all of them. */
public final class Quantisation {
    private static final float HALF_RANGE = 127.5f;

    private Quantisation() {}

    /** An image's values as [C,H,W] in [−1, 1]: v/127.5 − 1. */
    public static float[] planes(Image image) {
        int channels = image.shape().channels();
        int plane = image.shape().height() * image.shape().width();
        float[] planes = new float[image.shape().size()];
        for (int i = 0; i < planes.length; i++) {
            planes[i % channels * plane + i / channels] = image.at(i) / HALF_RANGE - 1f;
        }
        return planes;
    }

    /** Values in [−1, 1] as [C,H,W]: round((x + 1)·127.5), half to even; what lies beyond the range is cut off. */
    public static Image image(float[] planes, ImageShape shape) {
        int plane = shape.height() * shape.width();
        byte[] pixels = new byte[shape.size()];
        for (int i = 0; i < pixels.length; i++) {
            float value = planes[i % shape.channels() * plane + i / shape.channels()];
            pixels[i] = (byte) Math.rint(Math.max(0f, Math.min(255f, (value + 1f) * HALF_RANGE)));
        }
        return Image.of(shape, pixels);
    }
}
