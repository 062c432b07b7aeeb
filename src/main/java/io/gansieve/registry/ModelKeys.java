package io.gansieve.registry;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The keys of the models topic: {@code version/N/part/K}, {@code version/N} and {@code champion/E}. */
public final class ModelKeys {
    private static final String VERSION = "version/";
    private static final String PART = "/part/";
    private static final String CHAMPION = "champion/";

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,18}");

    private ModelKeys() {}

    /** Of a version's manifest. */
    public static String version(long version) {
        return VERSION + version;
    }

    public static String part(long version, int part) {
        return VERSION + version + PART + part;
    }

    public static String champion(long epoch) {
        return CHAMPION + epoch;
    }

    /** N of {@code version/N}. */
    public static OptionalLong versionOf(String key) {
        return key.startsWith(VERSION) ? number(key.substring(VERSION.length())) : OptionalLong.empty();
    }

    /** E of {@code champion/E}. */
    public static OptionalLong epochOf(String key) {
        return key.startsWith(CHAMPION) ? number(key.substring(CHAMPION.length())) : OptionalLong.empty();
    }

    /** N and K of {@code version/N/part/K}. */
    public static Optional<PartKey> partOf(String key) {
        int middle = key.indexOf(PART);
        if (!key.startsWith(VERSION) || middle < 0) {
            return Optional.empty();
        }
        OptionalLong version = number(key.substring(VERSION.length(), middle));
        OptionalLong part = number(key.substring(middle + PART.length()));
        return version.isPresent() && part.isPresent() && part.getAsLong() < Manifest.MAX_PARTS
                ? Optional.of(new PartKey(version.getAsLong(), (int) part.getAsLong()))
                : Optional.empty();
    }

    /** @param part from 0 on, below {@link Manifest#MAX_PARTS} */
    public record PartKey(long version, int part) {}

    /** Only as they are written here, so that no number has two keys. */
    private static OptionalLong number(String digits) {
        if (!NUMBER.matcher(digits).matches()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
