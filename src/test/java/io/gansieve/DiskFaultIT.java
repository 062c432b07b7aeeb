package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk under {@code state.dir} fills up under load, the service is killed and started on it, and there is space again. */
class DiskFaultIT {
    private static final Duration FULL = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectories(folder.resolve("disk"));
        assumeTrue(
                runs("mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", disk.toString()),
                "a small file system cannot be mounted here: needs root on Linux");
    }

    @AfterEach
    void unmount() throws Exception {
        runs("umount", "--lazy", disk.toString());
    }

    @Test
    void goesOnOnceThereIsSpaceAgain() throws Exception {
        try (Deployment deployment = Deployment.withBroker("disk-full", folder)) {
            ServiceProcess service = deployment.startIn(disk.resolve("data"), "service", Deployment.SMALL_ROUNDS);
            service.awaitReady();
            try (Load load = deployment.load(200)) {
                LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
                Path filler = fill();
                LockSupport.parkNanos(FULL.dividedBy(2).toNanos());
                service.kill();
                service.restart();
                LockSupport.parkNanos(FULL.dividedBy(2).toNanos());
                Files.delete(filler);
                List<Duration> recoveries = List.of(deployment.awaitRecovery(Instant.now(), service));
                int before = deployment.answers().modelKeys().size();
                Awaitility.await("the trainer goes on")
                        .atMost(Deployment.PATIENCE)
                        .until(() -> Deployment.allReady(service)
                                && deployment.answers().modelKeys().size() > before);
                load.finish();
                Tally tally = deployment.answers().tally(load.ids(), Deployment.PATIENCE);
                new FaultReport("disk full for %d s".formatted(FULL.toSeconds()), 1, recoveries, tally).check();
            }
        }
    }

    private Path fill() throws IOException {
        Path filler = disk.resolve("filler");
        byte[] block = new byte[1 << 12];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (disk.toFile().getUsableSpace() > 0) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).as("while filling the disk").hasMessageContaining("No space left");
        }
        return filler;
    }

    private static boolean runs(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
