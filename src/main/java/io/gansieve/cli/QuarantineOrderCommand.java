package io.gansieve.cli;

import io.gansieve.app.KafkaClients;
import io.gansieve.app.Orders;
import io.gansieve.config.GansieveConfig;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code quarantine release} and {@code drop} share: an order for each image, or one for a sender. */
abstract class QuarantineOrderCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "ID", arity = "0..*", converter = ImageIdConverter.class, description = "Image ids.")
    private List<String> ids = List.of();

    @Option(names = "--by", paramLabel = "NAME", description = "All that this sender labelled.")
    private Optional<String> by = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    abstract io.gansieve.streams.Command order(Optional<String> imageId, Optional<String> sender);

    @Override
    public Integer call() throws Exception {
        if (ids.isEmpty() == by.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "expected image ids or --by NAME");
        }
        by = by.map(name -> SourceNames.checked(spec, "--by", name));
        GansieveConfig config = common.config();
        Orders orders = new Orders(KafkaClients.of(config), config.topics());
        if (by.isPresent()) {
            orders.send(order(Optional.empty(), by));
        }
        for (String id : ids) {
            orders.send(order(Optional.of(id), Optional.empty()));
        }
        return 0;
    }

    /** {@code quarantine release}. */
    @Command(
            name = "release",
            mixinStandardHelpOptions = true,
            description = "Lets images into training; they are not held again for the same reason.")
    static final class Release extends QuarantineOrderCommand {
        @Override
        io.gansieve.streams.Command order(Optional<String> imageId, Optional<String> sender) {
            return new io.gansieve.streams.Command.Release(imageId, sender, Person.name());
        }
    }

    /** {@code quarantine drop}. */
    @Command(name = "drop", mixinStandardHelpOptions = true, description = "Takes images out of quarantine for good.")
    static final class Drop extends QuarantineOrderCommand {
        @Override
        io.gansieve.streams.Command order(Optional<String> imageId, Optional<String> sender) {
            return new io.gansieve.streams.Command.Drop(imageId, sender, Person.name());
        }
    }
}
