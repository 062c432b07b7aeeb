package io.gansieve.cli;

import io.gansieve.image.Label;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code real} or {@code generated}, as on the topics. */
final class LabelConverter implements ITypeConverter<Label> {
    @Override
    public Label convert(String text) {
        try {
            return Label.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
