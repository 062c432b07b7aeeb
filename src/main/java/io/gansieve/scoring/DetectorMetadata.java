package io.gansieve.scoring;

import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.SourceName;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a detector's file says of itself, in ONNX {@code metadata_props}: the file alone is enough to score with.
 *
 * @param schema of these properties; a larger one than {@link #SCHEMA} is refused
 * @param version ≥ 0
 * @param frames thresholds of animations
 * @param familiarity of features: where its answers hold
 * @param trainedAgainst own generators and sources from outside, as {@link SourceName#outside} has them, of the fakes it was trained
 *     on; at most {@value #MAX_NAMES}, none empty
 */
public record DetectorMetadata(
        int schema,
        long version,
        ImageShape shape,
        ImageFit fit,
        Calibration calibration,
        Thresholds thresholds,
        FrameThresholds frames,
        Familiarity familiarity,
        List<String> trainedAgainst) {
    public static final int SCHEMA = 1;

    /** They are in every verdict. */
    static final int MAX_NAMES = 40;

    private static final String PREFIX = "gansieve.";

    public DetectorMetadata {
        if (schema < 1 || schema > SCHEMA) {
            throw new IllegalArgumentException(
                    "gansieve.schema must be between 1 and %d: %d".formatted(SCHEMA, schema));
        }
        if (version < 0) {
            throw new IllegalArgumentException("gansieve.version must be at least 0: " + version);
        }
        // Here, where a file is read: a verdict is no place to find that out.
        frames.requireNotBelow(thresholds);
        if (trainedAgainst.contains("")) {
            throw new IllegalArgumentException("gansieve.trainedAgainst must hold no empty name: " + trainedAgainst);
        }
        trainedAgainst = boundedNames(trainedAgainst);
    }

    /** The first {@value #MAX_NAMES}, each as {@link SourceName#bounded} leaves it: earlier releases wrote longer ones. */
    public static List<String> boundedNames(List<String> names) {
        return names.stream().limit(MAX_NAMES).map(SourceName::bounded).toList();
    }

    /** Where the highest of so many frames becomes an answer. */
    public Thresholds thresholds(int images) {
        return frames.of(images, thresholds);
    }

    public Map<String, String> toProperties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(PREFIX + "schema", Integer.toString(schema));
        properties.put(PREFIX + "version", Long.toString(version));
        properties.put(PREFIX + "shape", shape.toString());
        properties.put(PREFIX + "fit", fit.text());
        properties.put(PREFIX + "calibration.slope", Double.toString(calibration.slope()));
        properties.put(PREFIX + "calibration.intercept", Double.toString(calibration.intercept()));
        properties.put(PREFIX + "calibration.prior", Double.toString(calibration.prior()));
        properties.put(PREFIX + "thresholds.real", Double.toString(thresholds.real()));
        properties.put(PREFIX + "thresholds.generated", Double.toString(thresholds.generated()));
        properties.put(PREFIX + "thresholds.generatedIfProcessed", Double.toString(thresholds.generatedIfProcessed()));
        properties.put(
                PREFIX + "thresholds.targetFalsePositiveRate", Double.toString(thresholds.targetFalsePositiveRate()));
        if (!frames.equals(FrameThresholds.NONE)) {
            properties.put(PREFIX + "thresholds.frames", frames.text());
        }
        properties.put(PREFIX + "familiarity", familiarity.text());
        properties.put(
                PREFIX + "trainedAgainst",
                trainedAgainst.stream().map(DetectorMetadata::escape).collect(Collectors.joining(",")));
        return properties;
    }

    /** Throws {@link IllegalArgumentException} that names the property that is missing or wrong. */
    public static DetectorMetadata fromProperties(Map<String, String> properties) {
        int schema = read(properties, "schema", Integer::parseInt);
        if (schema > SCHEMA) {
            throw new IllegalArgumentException(
                    "gansieve.schema must be at most %d, a newer release wrote %d".formatted(SCHEMA, schema));
        }
        return new DetectorMetadata(
                schema,
                read(properties, "version", Long::parseLong),
                read(properties, "shape", ImageShape::parse),
                read(properties, "fit", ImageFit::parse),
                new Calibration(
                        read(properties, "calibration.slope", Double::parseDouble),
                        read(properties, "calibration.intercept", Double::parseDouble),
                        read(properties, "calibration.prior", Double::parseDouble)),
                new Thresholds(
                        read(properties, "thresholds.real", Double::parseDouble),
                        read(properties, "thresholds.generated", Double::parseDouble),
                        read(properties, "thresholds.generatedIfProcessed", Double::parseDouble),
                        read(properties, "thresholds.targetFalsePositiveRate", Double::parseDouble)),
                properties.containsKey(PREFIX + "thresholds.frames")
                        ? read(properties, "thresholds.frames", FrameThresholds::parse)
                        : FrameThresholds.NONE,
                // Files of before there was such a thing answer for every image.
                properties.containsKey(PREFIX + "familiarity")
                        ? read(properties, "familiarity", Familiarity::parse)
                        : Familiarity.UNLIMITED,
                read(properties, "trainedAgainst", DetectorMetadata::names));
    }

    private static <T> T read(Map<String, String> properties, String name, Function<String, T> parser) {
        String text = properties.get(PREFIX + name);
        if (text == null) {
            throw new IllegalArgumentException("a detector's metadata must hold " + PREFIX + name);
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s%s cannot be read: %s (%s)".formatted(PREFIX, name, text, e.getMessage()), e);
        }
    }

    private static List<String> names(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                        .map(DetectorMetadata::unescape)
                        .toList();
    }

    /** A source is named by users and may hold a comma. */
    private static String escape(String name) {
        return name.replace("%", "%25").replace(",", "%2C");
    }

    private static String unescape(String name) {
        return name.replace("%2C", ",").replace("%25", "%");
    }
}
