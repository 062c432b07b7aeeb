package io.gansieve.cli;

import io.gansieve.app.KafkaFailure;
import io.gansieve.config.ConfigException;
import io.gansieve.image.Printable;
import io.gansieve.streams.TopicException;
import java.io.ObjectInputFilter;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** Entry point of {@code gansieve}: exit status 0 for success, 1 if the work failed, 2 for wrong usage. */
@Command(
        name = "gansieve",
        description = "Tells generated images from real ones in a stream, and keeps learning while it runs.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footer = {"", "Begin with 'gansieve demo'. 'gansieve COMMAND --help' explains a command."},
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            PublishCommand.class,
            VerdictsCommand.class,
            LabelCommand.class,
            ForgetCommand.class,
            QuarantineCommand.class,
            ModelsCommand.class,
            ScoreCommand.class,
            EvaluateCommand.class,
            SampleCommand.class,
            TrainCommand.class,
            ResetTrainingCommand.class,
            TopicsCommand.class,
            ConfigCommand.class,
            BrokerCommand.class,
            WarmUpCommand.class,
            HelpCommand.class
        })
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private Main() {}

    public static void main(String[] args) {
        refuseSerializedObjects();
        // The system's own handler would print what a message holds as it stands.
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, thrown) -> LOG.error("thread {} ended", thread.getName(), thrown));
        System.exit(commandLine().execute(args));
    }

    /** Nothing here reads serialized Java objects; who needs them, as for JMX by RMI, sets {@code -Djdk.serialFilter}. */
    private static void refuseSerializedObjects() {
        if (System.getProperty("jdk.serialFilter") == null) {
            ObjectInputFilter.Config.setSerialFilter(ObjectInputFilter.Config.createFilter("!*"));
        }
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        return line.setOut(new TerminalWriter(line.getOut()))
                .setErr(new TerminalWriter(line.getErr()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler(Main::failed);
    }

    private static int wrongUsage(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        if (args.length == 0) {
            command.usage(command.getErr());
            return WRONG_USAGE;
        }
        say(command, List.of(problem.getMessage()));
        command.getErr()
                .println("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
        return WRONG_USAGE;
    }

    private static int failed(Exception problem, CommandLine command, CommandLine.ParseResult parsed) {
        if (verbose(parsed)) {
            problem.printStackTrace(command.getErr());
        }
        if (problem instanceof ConfigException config) {
            say(command, config.problems());
            return WRONG_USAGE;
        }
        if (problem instanceof TopicException topics) {
            say(command, topics.problems());
            return FAILED;
        }
        if (problem instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        say(command, List.of(message(problem)));
        return FAILED;
    }

    private static boolean verbose(CommandLine.ParseResult parsed) {
        return parsed.originalArgs().contains("--verbose");
    }

    /** A message for people; an exception that was not written for them shows its kind, too. */
    private static String message(Exception problem) {
        String message = problem.getMessage() == null ? "" : problem.getMessage();
        if (problem instanceof KafkaException) {
            return "Kafka: " + KafkaFailure.reason(problem);
        }
        boolean written = problem instanceof CommandFailure || (problem.getClass() == java.io.IOException.class);
        return written && !message.isEmpty()
                ? message
                : problem.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
    }

    private static void say(CommandLine command, List<String> problems) {
        PrintWriter err = command.getErr();
        for (String problem : problems) {
            err.println("gansieve: "
                    + Printable.line(Arrays.asList(problem.split("\\R", -1)).get(0)));
        }
        err.flush();
    }

    /** From the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"gansieve " + (version == null ? "(not packaged)" : version)};
        }
    }
}
