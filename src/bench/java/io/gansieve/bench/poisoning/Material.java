package io.gansieve.bench.poisoning;

import io.gansieve.image.Image;
import io.gansieve.image.Mnist;
import io.gansieve.registry.ModelPackage;
import io.gansieve.scoring.Generator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The images of one seed's attacks and measurements. What is sent is never measured.
 *
 * @param samples of the champion's generator before the attack, to be sent
 * @param heldOutSamples likewise, to be measured
 * @param reals of MNIST's test images, to be sent
 * @param heldOutReals likewise, to be measured
 * @param outside generated images of others, by name: the first half is sent, the second measured
 */
record Material(
        List<Image> samples,
        List<Image> heldOutSamples,
        List<Image> reals,
        List<Image> heldOutReals,
        SortedMap<String, List<Image>> outside) {
    private static final int SAMPLES = 4_000;
    private static final int HELD_OUT_SAMPLES = 1_000;
    private static final int HELD_OUT_REALS = 4_000;

    static Material of(ModelPackage champion, Map<String, List<Image>> outside, long seed) throws IOException {
        List<Image> digits = Mnist.TEST.images();
        int sent = digits.size() - HELD_OUT_REALS;
        try (Generator generator = Generator.load(champion.generatorOnnx())) {
            return new Material(
                    generator.sample(SAMPLES, seed * 31 + 1),
                    generator.sample(HELD_OUT_SAMPLES, seed * 31 + 2),
                    digits.subList(0, sent),
                    digits.subList(sent, digits.size()),
                    new TreeMap<>(outside));
        }
    }

    List<Image> sent(String source) {
        List<Image> all = outside.getOrDefault(source, List.of());
        return all.subList(0, all.size() / 2);
    }

    List<Image> heldOut(String source) {
        List<Image> all = outside.getOrDefault(source, List.of());
        return all.subList(all.size() / 2, all.size());
    }

    /** Generated images of every kind, in turns: own samples first, then each source's. */
    List<Image> mixedFakes(int count) {
        List<List<Image>> kinds = new ArrayList<>();
        kinds.add(samples);
        outside.keySet().forEach(source -> kinds.add(sent(source)));
        List<Image> mixed = new ArrayList<>();
        for (int i = 0; mixed.size() < count; i++) {
            List<Image> kind = kinds.get(i % kinds.size());
            mixed.add(kind.get((i / kinds.size()) % kind.size()));
        }
        return mixed;
    }
}
