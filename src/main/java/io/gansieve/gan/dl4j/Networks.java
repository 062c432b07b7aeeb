package io.gansieve.gan.dl4j;

import io.gansieve.gan.GanSnapshot;
import io.gansieve.gan.TrainingConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The networks of the game in native memory, and the way to and from a snapshot. One thread at a time. */
final class Networks implements AutoCloseable {
    private static final String CRITIC = "critic";
    private static final String DETECTOR = "detector";
    private static final String GENERATOR = "generator";
    private static final String AVERAGE = "generator.average";
    private static final String HISTORY = "history.";
    private static final String UPDATER = ".updater";

    private final int historySize;
    private final Network critic;
    private final Network detector;
    private final Network generator;
    private final Network average;
    private final Network past;
    private List<float[]> history = List.of();

    Networks(TrainingConfig config) {
        Architecture architecture = new Architecture(config);
        historySize = config.historySize();
        critic = architecture.critic();
        detector = architecture.detector();
        generator = architecture.generator();
        average = architecture.generator();
        past = architecture.generator();
    }

    Network critic() {
        return critic;
    }

    Network detector() {
        return detector;
    }

    /** The generator that plays. */
    Network generator() {
        return generator;
    }

    /** The exponential moving average of {@link #generator}; what samples and is exported. */
    Network average() {
        return average;
    }

    /** A generator of an earlier round drawn at random, or the averaged one while there is none. */
    Network past(SplittableRandom random) {
        if (history.isEmpty()) {
            return average;
        }
        past.load(history.get(random.nextInt(history.size())));
        return past;
    }

    /** Adds the averaged generator to the history and drops the oldest one beyond its size. */
    void remember() {
        List<float[]> longer = new ArrayList<>(history);
        longer.add(average.parameters());
        history = List.copyOf(longer.subList(Math.max(0, longer.size() - historySize), longer.size()));
    }

    void initialise(SplittableRandom random) {
        for (Network network : List.of(critic, detector, generator)) {
            network.initialise(random.split());
        }
        average.load(generator.parameters());
        history = List.of();
    }

    GanSnapshot snapshot(long imagesSeen, long iterations) {
        Map<String, float[]> tensors = new TreeMap<>();
        save(tensors, CRITIC, critic);
        save(tensors, DETECTOR, detector);
        save(tensors, GENERATOR, generator);
        tensors.put(AVERAGE, average.parameters());
        for (int i = 0; i < history.size(); i++) {
            tensors.put(HISTORY + i, history.get(i));
        }
        return new GanSnapshot(imagesSeen, iterations, tensors);
    }

    void load(GanSnapshot snapshot) {
        load(snapshot, CRITIC, critic);
        load(snapshot, DETECTOR, detector);
        load(snapshot, GENERATOR, generator);
        loadAverage(snapshot);
        history = snapshot.tensors().keySet().stream()
                .filter(name -> name.startsWith(HISTORY))
                .sorted(Comparator.comparingInt(name -> Integer.parseInt(name.substring(HISTORY.length()))))
                .map(snapshot::tensor)
                .toList();
    }

    void loadDetector(GanSnapshot snapshot) {
        detector.load(snapshot.tensor(DETECTOR));
    }

    void loadGenerator(GanSnapshot snapshot) {
        generator.load(snapshot.tensor(GENERATOR));
    }

    void loadAverage(GanSnapshot snapshot) {
        average.load(snapshot.tensor(AVERAGE));
    }

    @Override
    public void close() {
        List.of(critic, detector, generator, average, past).forEach(Network::close);
    }

    private static void save(Map<String, float[]> tensors, String name, Network network) {
        tensors.put(name, network.parameters());
        tensors.put(name + UPDATER, network.updaterState());
    }

    private static void load(GanSnapshot snapshot, String name, Network network) {
        network.load(snapshot.tensor(name));
        network.loadUpdaterState(snapshot.tensor(name + UPDATER));
    }
}
