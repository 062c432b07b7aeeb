package io.gansieve.bench.poisoning;

import io.gansieve.app.Publisher;
import io.gansieve.image.Image;
import io.gansieve.image.Label;
import io.gansieve.image.Png;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** What is sent to a service between its rounds; the same material gives the same records. */
public sealed interface Attack {
    /** Of file names and rows. */
    String name();

    /**
     * What is sent before a round.
     *
     * @param round of those after the attack began, from 0 on
     */
    List<Publisher.Item> before(int round, Material material);

    /** Nothing: the twin of all that send no other labels. */
    record Clean() implements Attack {
        @Override
        public String name() {
            return "clean";
        }

        @Override
        public List<Publisher.Item> before(int round, Material material) {
            return List.of();
        }
    }

    /**
     * Own samples as reals, a class of its own each.
     *
     * @param truths how many more are labelled as what they are, by somebody else
     */
    record Classes(int images, int truths) implements Attack {
        private static final int FIRST_CLASS = 1_001;

        @Override
        public String name() {
            return "classes-%d%s".formatted(images, truths == 0 ? "" : "-truths-" + truths);
        }

        @Override
        public List<Publisher.Item> before(int round, Material material) {
            List<Publisher.Item> items = new ArrayList<>();
            for (int i = 0; round == 0 && i < images + truths; i++) {
                Image sample = material.samples().get(i);
                items.add(
                        i < images
                                ? item("p" + i, sample, Label.REAL, OptionalInt.of(FIRST_CLASS + i), Optional.empty())
                                : item("t" + i, sample, Label.GENERATED, OptionalInt.empty(), Optional.of("own")));
            }
            return items;
        }
    }

    /** Reals as generated, under a source of its own each. */
    record Sources(int images) implements Attack {
        @Override
        public String name() {
            return "sources-" + images;
        }

        @Override
        public List<Publisher.Item> before(int round, Material material) {
            List<Publisher.Item> items = new ArrayList<>();
            for (int i = 0; round == 0 && i < images; i++) {
                Image real = material.reals().get(i);
                items.add(item(
                        "p" + i, real, Label.GENERATED, OptionalInt.empty(), Optional.of("gen-%04d".formatted(i))));
            }
            return items;
        }
    }

    /**
     * A stream of reals and generated images in equal parts, labelled by several people, of whom one tells the contrary.
     *
     * @param percent of the labels that are his
     */
    record Flipped(int images, int percent) implements Attack {
        private static final List<String> HONEST = List.of("ada", "ben", "cyd", "dan");

        @Override
        public String name() {
            return "flipped-" + percent;
        }

        @Override
        public List<Publisher.Item> before(int round, Material material) {
            List<Publisher.Item> items = new ArrayList<>();
            if (round > 0) {
                return items;
            }
            List<Image> fakes = material.mixedFakes(images / 2);
            for (int i = 0; i < images / 2; i++) {
                boolean lie = i * percent / 100 != (i + 1) * percent / 100;
                String by = lie ? "mallory" : HONEST.get(i % HONEST.size());
                items.add(said("r" + i, material.reals().get(i), lie ? Label.GENERATED : Label.REAL, by));
                items.add(said("f" + i, fakes.get(i), lie ? Label.REAL : Label.GENERATED, by));
            }
            return items;
        }

        private static Publisher.Item said(String key, Image image, Label label, String by) {
            return new Publisher.Item(
                    Optional.of(key),
                    Png.encode(image),
                    Optional.of(label),
                    OptionalInt.empty(),
                    label == Label.GENERATED ? Optional.of("reported") : Optional.empty(),
                    Optional.of(by));
        }
    }

    /** A few own samples as reals before every round, as one a minute makes them. */
    record Drip(int each) implements Attack {
        @Override
        public String name() {
            return "drip-" + each;
        }

        @Override
        public List<Publisher.Item> before(int round, Material material) {
            List<Publisher.Item> items = new ArrayList<>();
            for (int i = round * each; i < (round + 1) * each; i++) {
                items.add(
                        item("d" + i, material.samples().get(i), Label.REAL, OptionalInt.of(i % 10), Optional.empty()));
            }
            return items;
        }
    }

    /** No attack: true labels of a source that is new. */
    record Correction(String source, int images) implements Attack {
        @Override
        public String name() {
            return "new-source-%s".formatted(source.toLowerCase(Locale.ROOT));
        }

        @Override
        public List<Publisher.Item> before(int round, Material material) {
            List<Publisher.Item> items = new ArrayList<>();
            List<Image> known = material.sent(source);
            for (int i = 0; round == 0 && i < Math.min(images, known.size()); i++) {
                items.add(item("n" + i, known.get(i), Label.GENERATED, OptionalInt.empty(), Optional.of(source)));
            }
            return items;
        }
    }

    private static Publisher.Item item(
            String key, Image image, Label label, OptionalInt imageClass, Optional<String> source) {
        return new Publisher.Item(Optional.of(key), Png.encode(image), Optional.of(label), imageClass, source);
    }
}
