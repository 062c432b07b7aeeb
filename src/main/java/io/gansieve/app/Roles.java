package io.gansieve.app;

import io.gansieve.config.GansieveConfig;
import io.gansieve.config.Role;
import io.gansieve.gan.dl4j.Dl4jGanTrainer;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.metrics.Meters;
import io.gansieve.metrics.TrainerMeters;
import io.gansieve.scoring.Champion;
import io.gansieve.streams.ImageReader;
import io.gansieve.streams.Models;
import io.gansieve.streams.RecordLimits;
import io.gansieve.streams.ScorerListener;
import io.gansieve.streams.ScorerTopology;
import io.gansieve.streams.StreamsProperties;
import io.gansieve.streams.StreamsSettings;
import io.gansieve.streams.TopicHistory;
import io.gansieve.streams.TrainerSettings;
import io.gansieve.streams.TrainerTopology;
import io.gansieve.streams.TrainingExecutor;
import java.time.Clock;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;

/** Builds the applications of a process from its configuration; starts nothing. */
record Roles(
        GansieveConfig config,
        DataDirectory directory,
        KafkaClients clients,
        RecordLimits limits,
        ImageDecoder decoder,
        Meters meters,
        Clock clock,
        TopicHistory history,
        Runnable onEnd,
        StoreFolder stores) {

    /**
     * The application that answers images.
     *
     * @param champion that it answers with
     * @param listener is told everything
     */
    StreamsApp scorer(Champion champion, ScorerListener listener, int imagePartitions) {
        Properties properties =
                StreamsProperties.scorer(settings(config.scorerThreads()), limits, imagePartitions, heap());
        Topology topology = ScorerTopology.build(
                new TopologyConfig(new StreamsConfig(properties)),
                config.topics(),
                limits,
                decoder,
                champion,
                listener,
                clock);
        return new StreamsApp(Role.SCORER.text(), topology, properties, clock, history, onEnd, stores);
    }

    /** @param closing gets the training threads, to be closed after the application */
    StreamsApp trainer(Models models, Closing closing) {
        BackgroundClassifier digits = closing.add(new BackgroundClassifier(new DigitClassifier(directory.root())));
        TrainingExecutor executor = closing.add(
                Rounds.executor(config, digits::onnxIfReady, () -> new Dl4jGanTrainer(config.training()), clock));
        Properties properties = StreamsProperties.trainer(settings(1), limits, config.shape(), heap());
        Topology topology = TrainerTopology.build(
                new TopologyConfig(new StreamsConfig(properties)),
                config.topics(),
                limits,
                trainerSettings(),
                decoder,
                () -> ImageReader.connect(settings(1)),
                models,
                executor,
                new TrainerMeters(
                        meters.registry(), config.metricSources(), config.gate().targetFalsePositiveRate()),
                clock);
        return new StreamsApp(Role.TRAINER.text(), topology, properties, clock, history, onEnd, stores);
    }

    private StreamsSettings settings(int threads) {
        return new StreamsSettings(
                clients.bootstrapServers(),
                config.prefix(),
                directory.instanceId(),
                directory.streams(),
                threads,
                config.commitInterval(),
                config.labelsWindow(),
                config.kafka());
    }

    private TrainerSettings trainerSettings() {
        return new TrainerSettings(
                config.rounds().minReals(),
                config.rounds().minNewExamples(),
                config.rounds().maxInterval(),
                config.training().batchSize(),
                config.training().stepsPerRound(),
                config.replay(),
                config.trainingSeed(),
                config.retention(),
                config.labelsWindow(),
                config.labelIndex(),
                config.forgetWithin());
    }

    private static long heap() {
        return Runtime.getRuntime().maxMemory();
    }
}
