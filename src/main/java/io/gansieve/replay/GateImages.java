package io.gansieve.replay;

import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The images that the gate judges by, so that no single sender decides what is promoted. Where senders are known, a source decides only
 * with images of at least two, and of the reals, or of a source that decides, one sender has at most half: others of his are left out,
 * evenly. Who is the only sender of the reals has them all, since nothing can be judged without. Senders who are not named count as
 * none.
 *
 * @param images of the gate split, thinned
 * @param undeciding sources that are reported, and decide nothing
 */
public record GateImages(List<LabeledImage> images, Set<String> undeciding) {
    public GateImages {
        images = List.copyOf(images);
        undeciding = Set.copyOf(undeciding);
    }

    /** Of the whole gate split; sources are named as {@link ReplayBuffer#named} has it. */
    public static GateImages of(ReplayBuffer buffer) {
        Set<String> undeciding = new HashSet<>();
        List<Example> kept = new ArrayList<>(thinned(buffer.examples(Split.GATE, Label.REAL)));
        Map<String, List<Example>> sources = new TreeMap<>();
        for (Example example : buffer.examples(Split.GATE, Label.GENERATED)) {
            sources.computeIfAbsent(buffer.named(example).source(), any -> new ArrayList<>())
                    .add(example);
        }
        sources.forEach((source, examples) -> {
            if (hasOneSender(examples)) {
                undeciding.add(source);
            }
            kept.addAll(thinned(examples));
        });
        return new GateImages(kept.stream().map(buffer::named).toList(), undeciding);
    }

    /** Whether one is named and no other; images of nobody do not vouch for those of somebody. */
    private static boolean hasOneSender(List<Example> examples) {
        return examples.stream()
                        .map(Example::sender)
                        .flatMap(Optional::stream)
                        .distinct()
                        .limit(2)
                        .count()
                == 1;
    }

    /** With at most as many of the busiest sender as of all others together, unless there are no others. */
    private static List<Example> thinned(List<Example> examples) {
        Map<String, Integer> counts = new HashMap<>();
        examples.forEach(example -> example.sender().ifPresent(sender -> counts.merge(sender, 1, Integer::sum)));
        Optional<Map.Entry<String, Integer>> busiest = counts.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()));
        if (busiest.isEmpty()) {
            return examples;
        }
        int his = busiest.get().getValue();
        int others = examples.size() - his;
        if (others == 0 || his <= others) {
            return examples;
        }
        List<Example> kept = new ArrayList<>();
        int seen = 0;
        for (Example example : examples) {
            boolean isHis = example.sender().equals(Optional.of(busiest.get().getKey()));
            if (!isHis || (long) (seen + 1) * others / his > (long) seen * others / his) {
                kept.add(example);
            }
            seen += isHis ? 1 : 0;
        }
        return kept;
    }
}
