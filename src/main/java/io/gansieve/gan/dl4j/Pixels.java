package io.gansieve.gan.dl4j;

import io.gansieve.gan.Quantisation;
import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The way between 8-bit images in [H,W,C] and networks' arrays in [N,C,H,W]. The ONNX export repeats the same arithmetic, in
 * single precision and in the same order.
 */
final class Pixels {
    /** Planes of a channel that the detector sees. */
    static final int VIEWS = 3;

    /** Grey levels at either end that the two forensic views resolve. */
    static final float EDGE = 12f;

    /** Half the range of 8 bits: v ↦ v/127.5 − 1. */
    static final float HALF_RANGE = 127.5f;

    private final ImageShape shape;

    Pixels(ImageShape shape) {
        this.shape = shape;
    }

    /** Pixels in [−1, 1] as [N,C,H,W]. */
    INDArray scaled(List<Image> images) {
        float[] values = new float[images.size() * shape.size()];
        int at = 0;
        for (Image image : images) {
            for (int channel = 0; channel < shape.channels(); channel++) {
                for (int i = channel; i < shape.size(); i += shape.channels()) {
                    values[at++] = image.at(i) / HALF_RANGE - 1f;
                }
            }
        }
        return array(values, images.size(), shape.channels());
    }

    /** Pixels in [0, 1] as [N,C·H·W]. */
    INDArray unit(List<Image> images) {
        return scaled(images).reshape('c', images.size(), shape.size()).addi(1).divi(2);
    }

    /**
     * The detector's planes [N,3C,H,W]: pixels in [−1, 1], then min(v, 12)/12, then min(255 − v, 12)/12. The two forensic views
     * open up the ends of the range, where generators leave traces that a rendering or a camera does not.
     */
    INDArray views(List<Image> images) {
        int plane = shape.height() * shape.width();
        int group = plane * shape.channels();
        float[] values = new float[images.size() * VIEWS * group];
        int at = 0;
        for (Image image : images) {
            for (int channel = 0; channel < shape.channels(); channel++) {
                for (int i = channel; i < shape.size(); i += shape.channels()) {
                    float value = image.at(i);
                    values[at] = value / HALF_RANGE - 1f;
                    values[at + group] = Math.min(value, EDGE) / EDGE;
                    values[at + 2 * group] = Math.min(255f - value, EDGE) / EDGE;
                    at++;
                }
            }
            at += 2 * group;
        }
        return array(values, images.size(), VIEWS * shape.channels());
    }

    /** A gradient on {@link #views} of images as one on their pixels in [−1, 1]: the edge views pass it on within their range. */
    INDArray throughViews(List<Image> images, INDArray gradient) {
        float[] ofViews = gradient.dup('c').data().asFloat();
        int plane = shape.height() * shape.width();
        int group = plane * shape.channels();
        float[] ofPixels = new float[images.size() * group];
        for (int at = 0; at < ofPixels.length; at++) {
            int row = at / group;
            int place = at % group;
            int value = images.get(row).at(place % plane * shape.channels() + place / plane);
            int first = row * VIEWS * group + place;
            float low = value < EDGE ? ofViews[first + group] : 0;
            float high = 255 - value < EDGE ? ofViews[first + 2 * group] : 0;
            ofPixels[at] = ofViews[first] + HALF_RANGE / EDGE * (low - high);
        }
        return array(ofPixels, images.size(), shape.channels());
    }

    /** The first {@code count} rows of an array, each as values in C order. */
    static List<float[]> rows(INDArray array, int count) {
        float[] values = array.dup('c').data().asFloat();
        int length = values.length / (int) array.size(0);
        List<float[]> rows = new ArrayList<>(count);
        for (int row = 0; row < count; row++) {
            rows.add(Arrays.copyOfRange(values, row * length, (row + 1) * length));
        }
        return rows;
    }

    List<Image> quantised(List<float[]> rows) {
        return rows.stream().map(row -> Quantisation.image(row, shape)).toList();
    }

    private INDArray array(float[] values, int rows, int channels) {
        return Nd4j.create(values, new long[] {rows, channels, shape.height(), shape.width()}, 'c');
    }
}
