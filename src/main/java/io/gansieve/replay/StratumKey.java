package io.gansieve.replay;

import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.SourceName;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Locale;

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

    /** What classes and sources without a group of their own share. */
    static final String OTHER = SourceName.OTHER;

    /** The group that an image would have if every class and source had one: its class, or its source as figures name it. */
    static String nameOf(LabeledImage image) {
        if (image.label() == Label.GENERATED) {
            return SourceName.outside(image.source());
        }
        return image.imageClass().stream()
                .mapToObj(Integer::toString)
                .findFirst()
                .orElse(UNCLASSIFIED);
    }

    static StratumKey of(Split split, Label label, String name) {
        return new StratumKey(split, label, encode(name));
    }

    /** As a part of keys, without slashes. */
    static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    static String decode(String group) {
        return URLDecoder.decode(group, StandardCharsets.UTF_8);
    }

    static StratumKey parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("expected split/label/group, found " + text);
        }
        return new StratumKey(Split.valueOf(parts[0].toUpperCase(Locale.ROOT)), Label.parse(parts[1]), parts[2]);
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
