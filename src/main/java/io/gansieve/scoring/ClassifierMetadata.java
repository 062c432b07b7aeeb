package io.gansieve.scoring;

import io.gansieve.image.ImageShape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What a classifier's file says of itself, in ONNX {@code metadata_props}.
 *
 * @param schema of these properties; only {@link #SCHEMA} is read, since a classifier can always be made again
 * @param testAccuracy share of test images it told right when it was made
 * @param recipe version of the way it was trained; the same recipe and data give the same classifier
 * @param dataSha256 over the images and classes that it was trained on, in hex
 */
public record ClassifierMetadata(
        int schema, ImageShape shape, int classes, double testAccuracy, int recipe, String dataSha256) {
    public static final int SCHEMA = 1;

    private static final String PREFIX = "gansieve.classifier.";

    public ClassifierMetadata {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException("%sschema must be %d: %d".formatted(PREFIX, SCHEMA, schema));
        }
        if (classes < 2) {
            throw new IllegalArgumentException(PREFIX + "classes must be at least 2: " + classes);
        }
        if (!(testAccuracy >= 0 && testAccuracy <= 1)) {
            throw new IllegalArgumentException(PREFIX + "testAccuracy must be between 0 and 1: " + testAccuracy);
        }
    }

    public Map<String, String> toProperties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(PREFIX + "schema", Integer.toString(schema));
        properties.put(PREFIX + "shape", shape.toString());
        properties.put(PREFIX + "classes", Integer.toString(classes));
        properties.put(PREFIX + "testAccuracy", Double.toString(testAccuracy));
        properties.put(PREFIX + "recipe", Integer.toString(recipe));
        properties.put(PREFIX + "dataSha256", dataSha256);
        return properties;
    }

    /** Throws {@link IllegalArgumentException} that names the property that is missing or wrong. */
    static ClassifierMetadata fromProperties(Map<String, String> properties) {
        return new ClassifierMetadata(
                read(properties, "schema", Integer::parseInt),
                read(properties, "shape", ImageShape::parse),
                read(properties, "classes", Integer::parseInt),
                read(properties, "testAccuracy", Double::parseDouble),
                read(properties, "recipe", Integer::parseInt),
                read(properties, "dataSha256", text -> text));
    }

    private static <T> T read(Map<String, String> properties, String name, Function<String, T> parser) {
        String text = properties.get(PREFIX + name);
        if (text == null) {
            throw new IllegalArgumentException("a classifier's metadata must hold " + PREFIX + name);
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s%s cannot be read: %s (%s)".formatted(PREFIX, name, text, e.getMessage()), e);
        }
    }
}
