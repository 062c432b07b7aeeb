package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.scoring.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One, two and four scorers share eight partitions beside one trainer: all serve one champion, each image is answered once. What
 * was seen is a table in {@code target/faults/scale-out.txt}; on a machine of few cores it shows sharing, not speed.
 */
class ScaleOutIT {
    private static final Logger LOG = LoggerFactory.getLogger(ScaleOutIT.class);
    private static final int PARTITIONS = 8;
    private static final int IMAGES = 6000;
    private static final String[] SCORER = {"--roles", "scorer", "--set", "topics.partitions=" + PARTITIONS};

    @TempDir
    Path folder;

    @Test
    void sharesPartitionsAndChampionAmongScorers() throws Exception {
        List<String> table = new ArrayList<>(List.of("instances | partitions each | images/s | champion"));
        Set<String> published = new HashSet<>();
        try (Deployment deployment = Deployment.withBroker("scale-out", folder)) {
            List<ServiceProcess> scorers = new ArrayList<>(List.of(deployment.start("scorer-1", SCORER)));
            scorers.get(0).awaitReady();
            firstVersion(deployment, scorers.get(0), published);
            for (int instances : List.of(1, 2, 4)) {
                while (scorers.size() < instances) {
                    scorers.add(deployment.start("scorer-" + (scorers.size() + 1), SCORER));
                }
                for (ServiceProcess scorer : scorers) {
                    scorer.awaitReady();
                }
                List<Integer> shares = awaitBalance(deployment, instances);
                double rate = imagesPerSecond(deployment, "burst-" + instances, published);
                table.add(String.format(
                        Locale.ROOT, "%d | %s | %.0f | %s", instances, shares, rate, sharedChampion(scorers)));
            }
            Tally tally = deployment.answers().tally(published, Deployment.PATIENCE);
            LOG.info("{}\n{}", tally, String.join("\n", table));
            Files.write(Files.createDirectories(Path.of("target", "faults")).resolve("scale-out.txt"), table);
            assertThat(tally.lost()).isZero();
            assertThat(tally.doubled()).isZero();
            assertThat(deployment.answers().verdicts().stream()
                            .collect(Collectors.groupingBy(
                                    Verdict::modelVersion,
                                    Collectors.mapping(Verdict::modelSha256, Collectors.toSet())))
                            .values())
                    .as("detectors of one version")
                    .allMatch(detectors -> detectors.size() == 1);
        }
    }

    /** Trains until a version serves, then pauses: the bursts share one champion and the cores. */
    private static void firstVersion(Deployment deployment, ServiceProcess scorer, Set<String> published)
            throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--roles", "trainer"));
        arguments.addAll(List.of(Deployment.SMALL_ROUNDS));
        deployment.start("trainer", arguments.toArray(String[]::new)).awaitReady();
        try (Load load = deployment.load("first", 200)) {
            Awaitility.await("a first version")
                    .atMost(Deployment.PATIENCE)
                    .until(() -> scorer.metric(Deployment.CHAMPION) >= 1);
            load.finish();
            published.addAll(load.ids());
        }
        deployment.pauseTraining(scorer);
    }

    /** Partitions of the images topic by member of the scorers' group, once they are shared evenly. */
    private static List<Integer> awaitBalance(Deployment deployment, int instances) {
        try (Admin admin = deployment.admin()) {
            Awaitility.await("%d instances with equal shares".formatted(instances))
                    .atMost(Deployment.PATIENCE)
                    .until(() -> shares(admin).stream()
                                    .filter(share -> share == PARTITIONS / instances)
                                    .count()
                            == instances);
            return shares(admin);
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("the scorers' group cannot be described", e);
        }
    }

    private static List<Integer> shares(Admin admin) throws ExecutionException, InterruptedException {
        String group = Deployment.PREFIX + "scorer";
        return admin
                .describeConsumerGroups(List.of(group))
                .describedGroups()
                .values()
                .iterator()
                .next()
                .get()
                .members()
                .stream()
                .map(MemberDescription::assignment)
                .map(assignment -> assignment.topicPartitions().size())
                .toList();
    }

    /** From the first verdict of a burst to its last. */
    private static double imagesPerSecond(Deployment deployment, String burst, Set<String> published)
            throws InterruptedException {
        try (Load load = deployment.load(burst, IMAGES)) {
            Awaitility.await("the burst").atMost(Deployment.PATIENCE).until(() -> load.acknowledged() >= IMAGES);
            load.finish();
            published.addAll(load.ids());
        }
        assertThat(deployment.answers().tally(published, Deployment.PATIENCE).lost())
                .isZero();
        LongSummaryStatistics scored = deployment.answers().verdicts().stream()
                .filter(verdict -> verdict.imageId().startsWith(burst))
                .mapToLong(verdict -> verdict.scoredAt().toEpochMilli())
                .summaryStatistics();
        return 1e3 * scored.getCount() / (scored.getMax() - scored.getMin());
    }

    private static double sharedChampion(List<ServiceProcess> scorers) throws IOException, InterruptedException {
        Set<Double> champions = new HashSet<>();
        for (ServiceProcess scorer : scorers) {
            champions.add(scorer.metric(Deployment.CHAMPION));
        }
        assertThat(champions).as("champions of all instances").hasSize(1).allMatch(version -> version >= 1);
        return champions.iterator().next();
    }
}
