package io.gansieve.registry;

import io.gansieve.evaluation.ImageTraits;
import io.gansieve.evaluation.KinTest;
import io.gansieve.image.Image;
import io.gansieve.image.Label;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Tells corrections from poison among held images. A held image whose label is {@code real} looked generated; if it is like some known
 * generated kind, it is one under a false label. The same holds for {@code generated} and the known reals. Images of a group are
 * cleared if {@link KinTest} finds them to be of no known kind, not even of one that was changed by a {@link Whisper}, and if so many
 * of the group are that chance does not explain it.
 *
 * <p>Images are grouped by label, sender and source (reals: class). What is left in groups too small to be judged is put together by
 * label and sender, and what is then left by label: an attacker who gives every image a source of its own gains nothing. Deterministic.
 */
final class Examination {
    /** Images of a group that can be judged. */
    static final int LEAST_GROUP = 50;

    /** Of a group that is of a known kind, this share passes by chance. */
    private static final double ALPHA = 0.02;

    /**
     * Of a group that must pass for those that do to be cleared. Well above what chance, or a change of a strength that only some of
     * the compared images have, lets pass.
     */
    private static final double LEAST_SHARE = 1.0 / 3;

    /** The largest ones are judged; more would cost more than the round's training. */
    private static final int MOST_GROUPS = 16;

    private final Map<Label, SortedMap<String, KnownKind>> contradicted = new TreeMap<>();

    /**
     * @param generated known generated images by who made them; kinds of fewer than 100 images are not compared with
     * @param real known reals by kind
     */
    Examination(Map<String, List<Image>> generated, Map<String, List<Image>> real, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        contradicted.put(Label.REAL, kinds(generated, random));
        contradicted.put(Label.GENERATED, kinds(real, random));
    }

    private static SortedMap<String, KnownKind> kinds(Map<String, List<Image>> images, SplittableRandom random) {
        SortedMap<String, KnownKind> kinds = new TreeMap<>();
        new TreeMap<>(images).forEach((name, kind) -> {
            if (kind.size() >= KnownKind.LEAST_IMAGES) {
                kinds.put(name, new KnownKind(kind, random.nextLong()));
            }
        });
        return kinds;
    }

    /** Ids of those that are cleared; none of a label that nothing is known to contradict. */
    Set<String> cleared(Collection<HeldImage> held) {
        Set<String> cleared = new HashSet<>();
        groups(held).stream()
                .sorted(Comparator.comparingInt((List<HeldImage> group) -> group.size())
                        .reversed())
                .limit(MOST_GROUPS)
                .forEach(group -> cleared.addAll(clearedOf(group)));
        return cleared;
    }

    private static List<List<HeldImage>> groups(Collection<HeldImage> held) {
        List<List<HeldImage>> groups = new ArrayList<>();
        List<HeldImage> left = largeGroups(held, Examination::origin, groups);
        left = largeGroups(left, image -> image.image().label().text() + '/' + image.sender(), groups);
        largeGroups(left, image -> image.image().label().text(), groups);
        return groups;
    }

    private static String origin(HeldImage held) {
        String shown = held.image().label() == Label.REAL
                ? held.image().imageClass().toString()
                : held.image().source();
        return held.image().label().text() + '/' + held.sender() + '/' + shown;
    }

    /** Adds groups that can be judged, and returns the images of the others. */
    private static List<HeldImage> largeGroups(
            Collection<HeldImage> held, Function<HeldImage, String> by, List<List<HeldImage>> groups) {
        Map<String, List<HeldImage>> all = new LinkedHashMap<>();
        held.forEach(image ->
                all.computeIfAbsent(by.apply(image), any -> new ArrayList<>()).add(image));
        List<HeldImage> left = new ArrayList<>();
        all.values().forEach(group -> {
            if (group.size() >= LEAST_GROUP) {
                groups.add(group);
            } else {
                left.addAll(group);
            }
        });
        return left;
    }

    private Set<String> clearedOf(List<HeldImage> group) {
        SortedMap<String, KnownKind> kinds =
                contradicted.getOrDefault(group.get(0).image().label(), new TreeMap<>());
        if (kinds.isEmpty()) {
            return Set.of();
        }
        List<ImageTraits> traits =
                group.stream().map(held -> ImageTraits.of(held.image().image())).toList();
        boolean[] passing = new boolean[group.size()];
        Arrays.fill(passing, true);
        for (KnownKind kind : kinds.values()) {
            int[] alike = KinTest.alike(traits, kind.plain());
            for (Whisper whisper : Whisper.values()) {
                double[] values = KinTest.pValues(traits, kind.traits(whisper, alike));
                for (int i = 0; i < passing.length; i++) {
                    passing[i] &= values[i] <= ALPHA;
                }
                if (count(passing) < LEAST_SHARE * passing.length) {
                    return Set.of();
                }
            }
        }
        Set<String> cleared = new HashSet<>();
        for (int i = 0; i < passing.length; i++) {
            if (passing[i]) {
                cleared.add(group.get(i).id());
            }
        }
        return cleared;
    }

    private static int count(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }
}
