package io.gansieve.gan.dl4j;

import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.MixtureForger;
import io.gansieve.gan.Quantisation;
import io.gansieve.image.Image;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** The Gaussian mixture, fitted to a round's reals. */
final class FittedMixture implements ForgerModel {
    /** Values of reals that it is fitted on: 64 MiB of them, whatever the images' size. */
    private static final int MAX_VALUES = 16 << 20;

    private Optional<MixtureForger> mixture = Optional.empty();

    @Override
    public void initialise(SplittableRandom random) {
        mixture = Optional.empty();
    }

    @Override
    public void begin(List<Image> reals, boolean refit, SplittableRandom random) {
        if (refit || mixture.isEmpty()) {
            int used = Math.max(2, MAX_VALUES / reals.get(0).shape().size());
            float[][] data = reals.subList(0, Math.min(reals.size(), used)).stream()
                    .map(Quantisation::planes)
                    .toArray(float[][]::new);
            mixture = Optional.of(MixtureForger.fit(data, random));
        }
    }

    @Override
    public double step(List<Image> reals, Noise noise) {
        return 0;
    }

    @Override
    public boolean ready() {
        return mixture.isPresent();
    }

    @Override
    public List<float[]> sample(int count, Noise noise) {
        MixtureForger fitted = mixture.orElseThrow();
        return noise.random()
                .ints(count)
                .mapToObj(i -> fitted.sample(noise.random()))
                .toList();
    }

    @Override
    public void save(Map<String, float[]> tensors) {
        mixture.ifPresent(fitted -> tensors.putAll(fitted.tensors()));
    }

    @Override
    public void load(GanSnapshot snapshot) {
        mixture = MixtureForger.load(snapshot);
    }

    @Override
    public void close() {}
}
