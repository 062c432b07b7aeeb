package io.gansieve.cli;

import io.gansieve.app.Service;
import io.gansieve.config.GansieveConfig;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: the service. */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Scores, trains and serves until it is stopped.")
final class RunCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--embedded-broker", description = "Kafka in this process, its records in the data folder.")
    private boolean embedded;

    @Option(names = "--broker-port", paramLabel = "PORT", description = "Of the embedded broker (default: 9092).")
    private Optional<String> brokerPort = Optional.empty();

    @Option(names = "--roles", paramLabel = "scorer,trainer", description = "What this process does (default: both).")
    private Optional<String> roles = Optional.empty();

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where its state stays (default: ./data).")
    private Optional<String> dataDirectory = Optional.empty();

    @Option(names = "--http-port", paramLabel = "PORT", description = "On loopback (default: 8080).")
    private Optional<String> httpPort = Optional.empty();

    @Option(
            names = "--model",
            paramLabel = "default|reference",
            description = "The networks that train (default: default).")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--bootstrap-from",
            paramLabel = "PATH|mnist",
            description = "Labelled reals that are published once from this data folder.")
    private Optional<String> bootstrapFrom = Optional.empty();

    @Override
    public Integer call() throws Exception {
        GansieveConfig config = common.config(flags());
        try (Running running =
                Running.of(Service.start(config, Clock.systemUTC()), config.shutdownTimeout(), () -> {})) {
            if (bootstrapFrom.isPresent()) {
                running.service().bootstrap(bootstrapFrom.get());
            }
            running.awaitFailure();
            throw new CommandFailure("an application failed too often; see the log above");
        }
    }

    private Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>();
        if (embedded) {
            flags.put("broker.embedded", "true");
        }
        brokerPort.ifPresent(value -> flags.put("broker.port", value));
        roles.ifPresent(value -> flags.put("roles", value));
        dataDirectory.ifPresent(value -> flags.put("data-dir", value));
        model.ifPresent(value -> flags.put("training.model", value));
        httpPort.ifPresent(value -> flags.put("http.port", value));
        return flags;
    }
}
