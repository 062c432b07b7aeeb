package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The disk under {@code state.dir} fills up under load, the service is killed and started on it, and there is space again. */
class DiskFaultIT {
    private static final Duration FULL = Duration.ofSeconds(20);
    private static final int MOST_LINES = 500;

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

    /** Which services run, and which of them has its data on the disk that fills up. */
    enum Case {
        SCORER("disk of the scorer", "scorer", "trainer"),
        TRAINER("disk of the trainer", "trainer", "scorer"),
        BOTH("disk of scorer and trainer in one", "scorer,trainer", "");

        private final String fault;
        private final String onDisk;
        private final String beside;

        /**
         * @param onDisk roles of the service on the disk
         * @param beside role of another service with a disk of its own; empty for none
         */
        Case(String fault, String onDisk, String beside) {
            this.fault = fault;
            this.onDisk = onDisk;
            this.beside = beside;
        }
    }

    @ParameterizedTest
    @EnumSource
    void goesOnOnceThereIsSpaceAgain(Case on) throws Exception {
        String name = on.name().toLowerCase(Locale.ROOT);
        try (Deployment deployment = Deployment.withBroker("disk-full-" + name, folder)) {
            ServiceProcess onDisk = deployment.startIn(disk.resolve("data"), "on-disk", arguments(on.onDisk));
            ServiceProcess[] all = on.beside.isEmpty()
                    ? new ServiceProcess[] {onDisk}
                    : new ServiceProcess[] {onDisk, deployment.start("beside", arguments(on.beside))};
            ServiceProcess scorer = on == Case.TRAINER ? all[1] : onDisk;
            for (ServiceProcess service : all) {
                service.awaitReady();
            }
            try (Load load = deployment.load(200)) {
                awaitLearning(deployment, scorer, all);
                Path filler = fill();
                LockSupport.parkNanos(FULL.dividedBy(2).toNanos());
                onDisk.kill();
                onDisk.restart();
                LockSupport.parkNanos(FULL.dividedBy(2).toNanos());
                if (on != Case.BOTH) {
                    deployment.answers().awaitVerdictsSince(Instant.now(), Deployment.PATIENCE);
                }
                Files.delete(filler);
                List<Duration> recoveries = List.of(deployment.awaitRecovery(Instant.now(), all));
                awaitLearning(deployment, scorer, all);
                load.finish();
                Tally tally = deployment.answers().tally(load.ids(), Deployment.PATIENCE);
                assertThat(deployment.answers().records("examples"))
                        .extracting(example -> new String(example.key(), StandardCharsets.UTF_8))
                        .as("examples")
                        .doesNotHaveDuplicates()
                        .hasSize(tally.images() - tally.deadLetters());
                assertReadable(ServiceProcess.log("disk-full-" + name + "-on-disk"));
                new FaultReport("%s full for %d s".formatted(on.fault, FULL.toSeconds()), 1, recoveries, tally).check();
            }
        }
    }

    private static String[] arguments(String roles) {
        return Stream.concat(Stream.of("--roles", roles), Stream.of(Deployment.SMALL_ROUNDS))
                .toArray(String[]::new);
    }

    /** A failure may show its stack a few times, not once a record. */
    private static void assertReadable(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).as("lines of " + log).hasSizeLessThan(MOST_LINES);
        List<String> failures =
                lines.stream().filter(line -> line.contains("a thread of the")).toList();
        if (!failures.isEmpty()) {
            assertThat(failures).as("failed threads in " + log).anyMatch(line -> line.contains("No space left"));
        }
    }

    /** Until another round has been reported and another champion answers. */
    private static void awaitLearning(Deployment deployment, ServiceProcess scorer, ServiceProcess... all)
            throws Exception {
        double champion = scorer.metric(Deployment.CHAMPION);
        int rounds = deployment.answers().records("rounds").size();
        Awaitility.await("learning goes on")
                .atMost(Deployment.PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> Deployment.allReady(all)
                        && scorer.metric(Deployment.CHAMPION) > champion
                        && deployment.answers().records("rounds").size() > rounds);
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
