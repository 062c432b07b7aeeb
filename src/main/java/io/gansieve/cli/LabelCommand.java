package io.gansieve.cli;

import io.gansieve.app.KafkaClients;
import io.gansieve.app.Orders;
import io.gansieve.config.GansieveConfig;
import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
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
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("label", label.text());
        known.ifPresent(number -> fields.put("class", number));
        source.ifPresent(name -> fields.put("source", name));
        GansieveConfig config = common.config();
        new Orders(KafkaClients.of(config), config.topics()).label(id, fields);
        return 0;
    }
}
