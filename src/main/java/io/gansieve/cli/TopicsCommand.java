package io.gansieve.cli;

import io.gansieve.app.KafkaClients;
import io.gansieve.config.GansieveConfig;
import io.gansieve.streams.TopicAdmin;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code topics}: the topics of a deployment. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = "Makes the topics, or shows them and what is wrong with them.",
        subcommands = {TopicsCommand.Create.class, TopicsCommand.Describe.class})
final class TopicsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new picocli.CommandLine.ParameterException(spec.commandLine(), "topics wants create or describe");
    }

    /** {@code topics create}. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Makes missing topics with the right settings; refuses existing ones with wrong ones.")
    static final class Create implements Callable<Integer> {
        @Mixin
        private CommonOptions common = new CommonOptions();

        @Override
        public Integer call() throws Exception {
            GansieveConfig config = common.config();
            try (Admin admin = KafkaClients.of(config).admin()) {
                new TopicAdmin(admin).create(config.topics(), config.partitions());
            }
            return 0;
        }
    }

    /** {@code topics describe}. */
    @Command(
            name = "describe",
            mixinStandardHelpOptions = true,
            description =
                    "Shows the topics; exits 1 if one is missing or has a wrong setting. With --format strimzi writes"
                            + " them as they are meant to be, as KafkaTopic resources, and needs no broker.")
    static final class Describe implements Callable<Integer> {
        /** How the topics are shown. */
        enum Format {
            /** What the brokers have, for people. */
            TABLE,
            /** What is meant to be, for Strimzi's topic operator. */
            STRIMZI
        }

        @Mixin
        private CommonOptions common = new CommonOptions();

        @Option(names = "--format", description = "table or strimzi (default: table).")
        private Format format = Format.TABLE;

        @Option(
                names = "--cluster",
                paramLabel = "NAME",
                description =
                        "Of the Kafka resource that the topics belong to, with --format strimzi (default: my-cluster).")
        private String cluster = "my-cluster";

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            GansieveConfig config = common.config();
            if (format == Format.STRIMZI) {
                PrintWriter out = spec.commandLine().getOut();
                out.print(new StrimziTopics(cluster).yaml(TopicAdmin.planned(config.topics(), config.partitions())));
                out.flush();
                return 0;
            }
            try (Admin admin = KafkaClients.of(config).admin()) {
                List<TopicAdmin.TopicState> topics =
                        new TopicAdmin(admin).describe(config.topics(), config.partitions());
                show(topics, spec.commandLine().getOut());
                return topics.stream().allMatch(topic -> topic.problems().isEmpty()) ? 0 : 1;
            }
        }

        private static void show(List<TopicAdmin.TopicState> topics, PrintWriter out) {
            String row = "%-28s %10s %8s  %s";
            out.println(row.formatted("TOPIC", "PARTITIONS", "REPLICAS", "SETTINGS"));
            for (TopicAdmin.TopicState topic : topics) {
                String settings =
                        topic.problems().isEmpty() ? topic.settings().toString() : String.join("; ", topic.problems());
                out.println(row.formatted(topic.name(), topic.partitions(), topic.replicas(), settings));
            }
            out.flush();
        }
    }
}
