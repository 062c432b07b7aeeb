package io.gansieve.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 500} or {@code 500/s}. */
final class RateConverter implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        String number = text.endsWith("/s") ? text.substring(0, text.length() - 2) : text;
        try {
            double rate = Double.parseDouble(number);
            if (rate > 0) {
                return rate;
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("must read N or N/s, N above 0: " + text);
        }
        throw new TypeConversionException("must read N or N/s, N above 0: " + text);
    }
}
