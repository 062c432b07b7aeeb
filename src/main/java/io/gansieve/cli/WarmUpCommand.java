package io.gansieve.cli;

import io.gansieve.app.Service;
import io.gansieve.config.ConfigException;
import io.gansieve.config.GansieveConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code warm-up}: starts a whole service in a temporary folder and ends it once it is ready. The launcher records the classes
 * that it loads (JDK class-data sharing), which makes later starts faster.
 */
@Command(
        name = "warm-up",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Starts a service, waits until it is ready and ends it.")
final class WarmUpCommand implements Callable<Integer> {
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException, ConfigException, InterruptedException, CommandFailure {
        Path folder = TemporaryFolder.create("gansieve-warm-up");
        // No picture is decoded, in a small heap.
        GansieveConfig config = common.config(Map.of(
                "data-dir",
                folder.toString(),
                "broker.embedded",
                "true",
                "broker.port",
                "0",
                "http.port",
                "0",
                "image.max-pixels",
                "1000000"));
        long deadline = System.nanoTime() + TIMEOUT_NANOS;
        try (Service service = Service.start(config, Clock.systemUTC())) {
            while (!service.ready()) {
                if (System.nanoTime() > deadline) {
                    throw new CommandFailure("the service was not ready within 60 s");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        } finally {
            TemporaryFolder.delete(folder);
        }
        return 0;
    }
}
