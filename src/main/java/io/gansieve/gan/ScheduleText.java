package io.gansieve.gan;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a schedule is written: a number, or a name and its numbers. */
final class ScheduleText {
    private static final Pattern CALL = Pattern.compile("([a-z]+)\\((.*)\\)");
    private static final String RULE =
            "must be a number, constant(V), linear(FROM,TO,IMAGES), cosine(FROM,TO,IMAGES) or "
                    + "exponential(FROM,HALF_LIFE_IMAGES)";

    private ScheduleText() {}

    static Schedule parse(String text) {
        Matcher call = CALL.matcher(text.trim());
        String name = call.matches() ? call.group(1) : "constant";
        List<Double> numbers = numbers(call.matches() ? call.group(2) : text);
        return switch (name + numbers.size()) {
            case "constant1" -> new Schedule.Constant(numbers.get(0));
            case "linear3" -> new Schedule.Linear(numbers.get(0), numbers.get(1), numbers.get(2));
            case "cosine3" -> new Schedule.Cosine(numbers.get(0), numbers.get(1), numbers.get(2));
            case "exponential2" -> new Schedule.Exponential(numbers.get(0), numbers.get(1));
            default -> throw new IllegalArgumentException(RULE);
        };
    }

    private static List<Double> numbers(String text) {
        try {
            List<Double> numbers = Arrays.stream(text.split(",", -1))
                    .map(number -> Double.parseDouble(number.trim()))
                    .toList();
            if (numbers.stream().allMatch(Double::isFinite)) {
                return numbers;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(RULE, e);
        }
        throw new IllegalArgumentException(RULE);
    }
}
