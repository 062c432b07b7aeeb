package io.gansieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one kind of fault did. A row of a table, in a file of its own: {@code cat target/faults/*.md} is the table.
 *
 * @param recoveries for each fault that was survived, from its end until every service was ready and each partition answered
 */
record FaultReport(String fault, int tried, List<Duration> recoveries, Tally tally) {
    private static final Logger LOG = LoggerFactory.getLogger(FaultReport.class);

    /** Writes the row, then holds the case to it: all survived, each image answered once. */
    void check() throws IOException {
        String row = "| %s | %d/%d | %,d | %d | %d | %s |"
                .formatted(
                        fault,
                        recoveries.size(),
                        tried,
                        tally.images(),
                        tally.lost(),
                        tally.doubled(),
                        recoveries.stream().map(FaultReport::seconds).collect(Collectors.joining(" ")));
        LOG.info("fault, survived/tried, images, lost, doubled, recovery in s: {}", row);
        Path folder = Files.createDirectories(Path.of("target", "faults"));
        Files.writeString(folder.resolve(fault.replaceAll("[^a-z0-9]+", "-") + ".md"), row + "\n");
        assertThat(recoveries).as("survived: " + fault).hasSize(tried);
        assertThat(tally.lost()).as("lost images: " + fault).isZero();
        assertThat(tally.doubled()).as("doubled answers: " + fault).isZero();
        assertThat(tally.deadLetters()).as("dead letters: " + fault).isPositive();
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1e3);
    }
}
