package io.gansieve.cli;

import io.gansieve.app.KafkaClients;
import io.gansieve.app.Orders;
import io.gansieve.config.GansieveConfig;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code label}: a truth that arrives after its image. */
@Command(
        name = "label",
        mixinStandardHelpOptions = true,
        description = "Says whether an image is real or generated, after it was sent.")
final class LabelCommand implements Callable<Integer> {
    /** No number is too large for its type. */
    private static final Pattern POSITION = Pattern.compile("([A-Za-z0-9._-]+)-([0-9]{1,9})@([0-9]{1,18})");

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(
            index = "0",
            paramLabel = "ID",
            converter = ImageIdConverter.class,
            description = "The imageId of the verdict.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "real|generated", converter = LabelConverter.class)
    private Label label = Label.REAL;

    @Option(names = "--class", paramLabel = "N", description = "What the image shows, from 0 to 1,000,000.")
    private Optional<Integer> imageClass = Optional.empty();

    @Option(names = "--source", paramLabel = "NAME", description = "Who made it, in at most 100 bytes.")
    private Optional<String> source = Optional.empty();

    @Option(names = "--by", paramLabel = "NAME", description = "Who says so, in at most 100 bytes.")
    private Optional<String> by = Optional.empty();

    @Option(
            names = "--input",
            paramLabel = "TOPIC-PARTITION@OFFSET",
            description = "Where the image lies, as its verdict's input says. With --sha256 no index is needed.")
    private Optional<String> input = Optional.empty();

    @Option(names = "--sha256", paramLabel = "HEX", description = "Of the file, as its verdict says.")
    private Optional<String> sha256 = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        OptionalInt known = imageClass.map(OptionalInt::of).orElseGet(OptionalInt::empty);
        try {
            LabeledImage.requireClass(known);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
        source = source.map(name -> SourceNames.checked(spec, "--source", name));
        by = by.map(name -> SourceNames.checked(spec, "--by", name));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("label", label.text());
        known.ifPresent(number -> fields.put("class", number));
        source.ifPresent(name -> fields.put("source", name));
        by.ifPresent(name -> fields.put("by", name));
        claim(fields);
        GansieveConfig config = common.config();
        new Orders(KafkaClients.of(config), config.topics()).label(id, fields);
        return 0;
    }

    private void claim(Map<String, Object> fields) {
        if (input.isPresent() != sha256.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--input and --sha256 must come together");
        }
        input.ifPresent(position -> fields.put("input", inputOf(position)));
        sha256.map(hex -> hex.toLowerCase(Locale.ROOT)).ifPresent(hex -> {
            if (!SHA256.matcher(hex).matches()) {
                throw new ParameterException(spec.commandLine(), "--sha256 must be 64 hexadecimal digits: " + hex);
            }
            fields.put("sha256", hex);
        });
    }

    private Map<String, Object> inputOf(String position) {
        Matcher parts = POSITION.matcher(position);
        if (!parts.matches()) {
            throw new ParameterException(spec.commandLine(), "--input must be TOPIC-PARTITION@OFFSET: " + position);
        }
        return Map.of(
                "topic",
                parts.group(1),
                "partition",
                Integer.parseInt(parts.group(2)),
                "offset",
                Long.parseLong(parts.group(3)));
    }
}
