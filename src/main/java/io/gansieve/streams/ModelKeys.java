package io.gansieve.streams;

import java.util.OptionalLong;

/** The keys of the models topic: {@code version/N} and {@code champion/E}. */
public final class ModelKeys {
    private static final String VERSION = "version/";
    static final String CHAMPION = "champion/";

    private ModelKeys() {}

    public static String version(long version) {
        return VERSION + version;
    }

    public static String champion(long epoch) {
        return CHAMPION + epoch;
    }

    /** N of {@code version/N}. */
    public static OptionalLong versionOf(String key) {
        return numberAfter(VERSION, key);
    }

    /** E of {@code champion/E}. */
    public static OptionalLong epochOf(String key) {
        return numberAfter(CHAMPION, key);
    }

    private static OptionalLong numberAfter(String prefix, String key) {
        if (!key.startsWith(prefix)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(key, prefix.length(), key.length(), 10));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
