package io.gansieve;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** Whether a Docker engine answers; asked and told once for all classes. */
final class DockerCondition implements ExecutionCondition {
    private static final boolean REQUIRED = "required".equals(System.getProperty("gansieve.docker"));

    /** Initialised when the first class asks. */
    private static final class Engine {
        static final boolean ANSWERS = answers();

        private static boolean answers() {
            // It tells at length of each place where it found no engine.
            Logger search = (Logger) LoggerFactory.getLogger("org.testcontainers.dockerclient");
            Level level = search.getLevel();
            search.setLevel(Level.OFF);
            try {
                boolean answers = DockerClientFactory.instance().isDockerAvailable();
                if (!answers && !REQUIRED) {
                    LoggerFactory.getLogger(DockerCondition.class)
                            .warn("no Docker engine answers: the tests in containers are passed over");
                }
                return answers;
            } finally {
                search.setLevel(level);
            }
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (Engine.ANSWERS) {
            return ConditionEvaluationResult.enabled("a Docker engine answers");
        }
        if (REQUIRED) {
            throw new IllegalStateException("gansieve.docker: required: no Docker engine answers");
        }
        return ConditionEvaluationResult.disabled("no Docker engine answers");
    }

    /** Whether a missing image is a failure, too. */
    static boolean required() {
        return REQUIRED;
    }
}
