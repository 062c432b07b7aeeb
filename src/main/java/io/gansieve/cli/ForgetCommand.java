package io.gansieve.cli;

import io.gansieve.app.KafkaClients;
import io.gansieve.app.Orders;
import io.gansieve.config.GansieveConfig;
import io.gansieve.streams.Command.Forget;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code forget}: takes an image out of replay and held labels. */
@Command(
        name = "forget",
        mixinStandardHelpOptions = true,
        description = "Removes an image's example from the replay buffer and from held labels.")
final class ForgetCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "ID", converter = ImageIdConverter.class, description = "The imageId of the verdict.")
    private String id = "";

    @Override
    public Integer call() throws Exception {
        GansieveConfig config = common.config();
        new Orders(KafkaClients.of(config), config.topics()).send(new Forget(id, Person.name()));
        return 0;
    }
}
