package io.gansieve.cli;

import io.gansieve.app.DataDirectory;
import io.gansieve.app.EmbeddedBroker;
import io.gansieve.config.BrokerCredentials;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code broker}: the embedded broker alone, for trying a deployment whose broker is another process. */
@Command(
        name = "broker",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Runs the embedded broker alone.")
final class BrokerCommand implements Callable<Integer> {
    @Option(names = "--port", defaultValue = "9092", description = "On loopback; 0 for any (default: 9092).")
    private int port;

    @Option(
            names = "--data-dir",
            defaultValue = "./data-broker",
            description = "Where its records stay (default: ./data-broker).")
    private Path dataDirectory = Path.of("data-broker");

    @Option(
            names = "--broker-credentials",
            paramLabel = "FILE",
            description = "User and password that clients must give; made if it is missing.")
    private Optional<Path> credentials = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Optional<BrokerCredentials> login = Optional.empty();
        if (credentials.isPresent()) {
            login = Optional.of(BrokerCredentials.readOrCreate(credentials.get()));
        }
        try (DataDirectory directory = DataDirectory.open(dataDirectory);
                EmbeddedBroker broker = EmbeddedBroker.start(directory.broker(), port, login)) {
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-shutdown"));
            PrintWriter out = spec.commandLine().getOut();
            out.println("broker at " + broker.bootstrapServers());
            out.flush();
            broker.await();
            return 0;
        }
    }
}
