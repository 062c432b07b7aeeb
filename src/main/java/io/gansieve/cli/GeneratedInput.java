package io.gansieve.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code NAME=PATH}: generated images and who made them. */
record GeneratedInput(String source, String location) {
    static final class Converter implements ITypeConverter<GeneratedInput> {
        @Override
        public GeneratedInput convert(String text) {
            int equals = text.indexOf('=');
            if (equals < 1 || equals == text.length() - 1) {
                throw new TypeConversionException("must read NAME=PATH: " + text);
            }
            return new GeneratedInput(text.substring(0, equals), text.substring(equals + 1));
        }
    }
}
