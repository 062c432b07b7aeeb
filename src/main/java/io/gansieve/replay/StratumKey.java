package io.gansieve.replay;

import io.gansieve.image.Label;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * One group of examples that are sampled alike: a split, a label, and a class (reals) or a source (generated). Written
 * {@code train/real/3}, {@code gate/real/none}, {@code train/generated/ddpm}; sources are percent-encoded.
 */
record StratumKey(Split split, Label label, String group) implements Comparable<StratumKey> {
    private static final Comparator<StratumKey> ORDER = Comparator.comparing(StratumKey::split)
            .thenComparing(StratumKey::label)
            .thenComparing(StratumKey::group);

    /** The class of reals that nobody classified. */
    static final String UNCLASSIFIED = "none";

    /** What classes and sources past the limit share. */
    static final String OTHER = "other";

    /** A source of more characters, encoded, would make long keys of slots; it counts as {@link #OTHER}. */
    private static final int MAX_SOURCE = 100;

    static StratumKey of(Example example) {
        Label label = example.image().label();
        String group = label == Label.REAL
                ? group(example.image().imageClass())
                : group(example.image().source());
        return new StratumKey(Split.of(example.image().image()), label, group);
    }

    private static String group(OptionalInt imageClass) {
        return imageClass.isPresent() ? Integer.toString(imageClass.getAsInt()) : UNCLASSIFIED;
    }

    private static String group(String source) {
        if (source.length() > MAX_SOURCE) {
            return OTHER;
        }
        String encoded = URLEncoder.encode(source, StandardCharsets.UTF_8);
        return encoded.length() > MAX_SOURCE ? OTHER : encoded;
    }

    static StratumKey parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("expected split/label/group, found " + text);
        }
        return new StratumKey(Split.valueOf(parts[0].toUpperCase(Locale.ROOT)), Label.parse(parts[1]), parts[2]);
    }

    StratumKey other() {
        return new StratumKey(split, label, OTHER);
    }

    /** The slot at {@code index}; zero-padded, so that slots sort as their indices do. */
    String slot(int index) {
        return "%s/%08d".formatted(this, index);
    }

    @Override
    public int compareTo(StratumKey that) {
        return ORDER.compare(this, that);
    }

    @Override
    public String toString() {
        return split.text() + "/" + label.text() + "/" + group;
    }
}
