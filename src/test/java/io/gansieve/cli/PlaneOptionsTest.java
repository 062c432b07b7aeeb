package io.gansieve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaneOptionsTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void playsInThePlaneAndWritesPictures() {
        assertThat(train("--data", "mixture:ring8", "--objective", "wasserstein", "--steps", "48"))
                .isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines.get(0)).contains("JSD>=", "W1", "good %", "floor");
        assertThat(lines.get(24).trim()).startsWith("48 ");
        assertThat(out.toString()).contains("maximum likelihood by EM, 8 components");
        for (String name : List.of("ring8.png", "ring8.gif", "ring8-likelihood.png")) {
            assertThat(folder.resolve(name)).isNotEmptyFile();
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(train("--data", "mixture:spiral")).isEqualTo(2);
        assertThat(train("--data", "ring8")).isEqualTo(2);
        assertThat(train("--data", "mixture:ring8", "--objective", "gan")).isEqualTo(2);
        assertThat(train("--data", "mixture:ring8", "--steps", "5")).isEqualTo(2);
        assertThat(train("--data", "mixture:ring8", "--rounds", "5")).isEqualTo(2);
        assertThat(train("--data", "mixture:ring8", "--set", "training.batch-size=8"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--data: mixture:spiral: must be ring8 or grid25")
                .contains("--data: ring8: must be mixture:grid25 or mixture:ring8")
                .contains("--steps must be at least 24: 5")
                .contains("must be one of minimax, non-saturating, least-squares, hinge, wasserstein, relativistic")
                .contains("--data excludes --real")
                .contains("--set: training.batch-size: with --data only data-dir");
    }

    private int train(String... options) {
        List<String> arguments = new ArrayList<>(List.of("train", "--data-dir", folder.toString()));
        arguments.addAll(Arrays.asList(options));
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }
}
