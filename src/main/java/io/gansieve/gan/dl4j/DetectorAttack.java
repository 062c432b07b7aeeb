package io.gansieve.gan.dl4j;

import io.gansieve.gan.CrossEntropy;
import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.LossGradient;
import io.gansieve.gan.TrainingConfig;
import io.gansieve.image.Image;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The generator against what serves: w·E[log(1 + e^l)] over the detector's logits l of generated images, non-saturating as the
 * game's own loss (Goodfellow et al. 2014, section 3). The gradient passes the rounding to 8 bits as if it were not there and comes
 * through the trunk alone: counts of grey levels have none. The detector stays as it was loaded.
 */
final class DetectorAttack implements AutoCloseable {
    private final double weight;
    private final Pixels pixels;
    private final DetectorNetwork detector;
    private boolean trained;

    DetectorAttack(TrainingConfig config, Architecture architecture) {
        weight = config.generator().attackDetector();
        pixels = new Pixels(config.shape());
        detector = new DetectorNetwork(config.shape(), architecture);
    }

    void load(GanSnapshot snapshot) {
        detector.loadAverage(snapshot);
        trained = snapshot.iterations() > 0;
    }

    /** On generated images [N,C,H,W] in [−1, 1], as many: zeros as long as the detector is untrained. */
    INDArray gradient(INDArray generated) {
        if (!trained) {
            return Nd4j.zerosLike(generated);
        }
        int rows = (int) generated.size(0);
        List<Image> images = pixels.quantised(Pixels.rows(generated, rows));
        float[] logits = detector.forward(images, true).values();
        LossGradient loss = CrossEntropy.mean(logits, new float[rows]);
        INDArray ofViews = detector.viewsGradient(Game.column(loss.gradient()).muli(weight));
        return pixels.throughViews(images, ofViews);
    }

    @Override
    public void close() {
        detector.close();
    }
}
