package io.gansieve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A build of the program: this one, or that of an earlier commit. */
record Program(String classPath) {
    static final Program CURRENT = new Program(System.getProperty("java.class.path"));

    /** Where a checkout without history is a failure; elsewhere tests that need history are passed over. */
    private static final boolean REQUIRED =
            "required".equals(System.getProperty("gansieve.upgrade")) || System.getenv("CI") != null;

    private static final int NO_HISTORY = 3;
    private static final int BUILD_MINUTES = 10;

    /** Built by {@code .ci/old-build} at the first call; passes the test over where history lacks the commit. */
    static Program of(String commit) throws IOException, InterruptedException {
        Process build = new ProcessBuilder(".ci/old-build", commit)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Optional<String> jar;
        try (var output = build.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = output.lines().toList();
            jar = lines.stream().reduce((first, last) -> last);
        }
        if (!build.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
            build.destroyForcibly();
            throw new IllegalStateException("commit %s must build within %d minutes".formatted(commit, BUILD_MINUTES));
        }
        int status = build.exitValue();
        Assumptions.assumeFalse(status == NO_HISTORY && !REQUIRED, "history lacks the commit " + commit);
        if (status != 0) {
            throw new IllegalStateException("the build of commit %s ended with status %d".formatted(commit, status));
        }
        return new Program(jar.orElseThrow());
    }
}
