package io.gansieve.app;

import io.gansieve.image.Sha256;
import io.gansieve.registry.CorruptEnvelopeException;
import io.gansieve.registry.Envelope;
import io.gansieve.registry.ModelPackage;
import io.gansieve.registry.RoundOutcome;
import io.gansieve.registry.RoundReport;
import io.gansieve.scoring.Json;
import io.gansieve.streams.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where rounds from files leave what they give.
 *
 * <pre>
 * champion.onnx, generator.onnx, samples.png   of the champion
 * rounds.jsonl                                 a {@link RoundReport} a line
 * training/00000012.json                       a {@link TrainingRun}
 * training/00000012.state, 00000012.champion   its parts
 * </pre>
 *
 * A round is in force with its JSON file, written last; killed at any moment before, the round is run again and its files written
 * again. The round before stays, should a disk lose the newest. What hangs on a round and lies outside, the champion's files and the
 * end of {@code rounds.jsonl}, follows the JSON file when the folder is opened. Used by one thread.
 */
final class TrainingFolder {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingFolder.class);
    private static final String RUN = ".json";
    private static final String REPORTS = "rounds.jsonl";
    private static final String DETECTOR = "champion.onnx";
    private static final String GENERATOR = "generator.onnx";
    private static final String SAMPLES = "samples.png";

    private final Path root;
    private final Path folder;
    private final Path reports;

    TrainingFolder(Path root) {
        this.root = root;
        this.folder = root.resolve("training");
        this.reports = root.resolve(REPORTS);
    }

    /** The newest round whose files are all there and whole, after everything else was brought in line with it. */
    Optional<Checkpoint> open() throws IOException {
        PrivateFiles.createFolder(folder);
        Optional<Checkpoint> newest = newest();
        cutReports(newest.map(checkpoint -> checkpoint.run().reportBytes()).orElse(0L));
        if (newest.isPresent()) {
            publish(newest.get());
        }
        return newest;
    }

    private Optional<Checkpoint> newest() throws IOException {
        List<Path> runs = runs();
        for (Path file : runs) {
            try {
                TrainingRun run = Json.read(Files.readAllBytes(file), TrainingRun.class, "a training run");
                return Optional.of(new Checkpoint(run, part(run.state()), part(run.championModel())));
            } catch (IOException | IllegalArgumentException e) {
                LOG.error("a checkpoint is passed over: {}: {}", file, e.getMessage());
            }
        }
        if (!runs.isEmpty()) {
            throw new IOException(
                    "no checkpoint in %s can be used: see above; --restart begins anew".formatted(folder));
        }
        return Optional.empty();
    }

    private Optional<byte[]> part(Optional<TrainingRun.Part> part) throws IOException {
        if (part.isEmpty()) {
            return Optional.empty();
        }
        Path file = folder.resolve(part.get().file());
        byte[] content = Files.readAllBytes(file);
        String found = Sha256.hex(content);
        if (!found.equals(part.get().sha256())) {
            throw new IOException("%s: expected SHA-256 %s, found %s"
                    .formatted(file, part.get().sha256(), found));
        }
        return Optional.of(content);
    }

    /**
     * What a round leaves.
     *
     * @param state new, if the round was healthy
     * @param championModel new, if the round's version was promoted
     * @param failuresFromState rounds in a row that failed because of the state; too many, and the run leaves it for the one before
     */
    record Gains(Optional<byte[]> state, Optional<byte[]> championModel, int failuresFromState) {
        boolean leavesState() {
            return failuresFromState >= RoundOutcome.MOST_FAILURES_FROM_STATE;
        }
    }

    /**
     * Adds a round.
     *
     * @param before the run without this round
     */
    Checkpoint add(Checkpoint before, RoundReport report, Gains gains) throws IOException {
        String name = name(report.round());
        TrainingRun last = before.run();
        Optional<byte[]> championModel = gains.championModel();
        Optional<TrainingRun.Part> newState = written(name + ".state", gains.state());
        Optional<TrainingRun.Part> newChampion = written(name + ".champion", championModel);
        Optional<byte[]> restored = gains.leavesState() ? stateBefore(last) : Optional.empty();
        TrainingRun run = new TrainingRun(
                TrainingRun.SCHEMA,
                last.conditions(),
                report.round(),
                Math.max(last.lastVersion(), report.version()),
                championModel.isPresent() ? report.version() : last.champion(),
                gains.leavesState() ? restored.flatMap(found -> last.stateBefore()) : newState.or(last::state),
                newChampion.or(last::championModel),
                addReport(report),
                gains.leavesState()
                        ? Optional.empty()
                        : newState.flatMap(added -> last.state()).or(last::stateBefore),
                gains.leavesState() ? 0 : gains.failuresFromState());
        AtomicFile.write(folder.resolve(name + RUN), Json.write(run));
        Checkpoint after = new Checkpoint(
                run,
                gains.leavesState() ? restored : gains.state().or(before::state),
                championModel.or(before::championModel));
        publish(after);
        deleteAllBut(last, run);
        return after;
    }

    /** Empty for fresh networks: also if the file is damaged, which must not end a run that can begin anew. */
    private Optional<byte[]> stateBefore(TrainingRun run) {
        try {
            return part(run.stateBefore());
        } catch (IOException e) {
            LOG.error("the healthy state before the current one cannot be read: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<TrainingRun.Part> written(String name, Optional<byte[]> content) throws IOException {
        if (content.isEmpty()) {
            return Optional.empty();
        }
        AtomicFile.write(folder.resolve(name), content.get());
        return Optional.of(new TrainingRun.Part(name, Sha256.hex(content.get())));
    }

    /** Gives the length with the new line. */
    private long addReport(RoundReport report) throws IOException {
        byte[] line = (Json.text(report) + "\n").getBytes(StandardCharsets.UTF_8);
        if (!Files.exists(reports)) {
            PrivateFiles.write(reports, new byte[0]);
        }
        Files.write(reports, line, StandardOpenOption.APPEND, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        return Files.size(reports);
    }

    /** Drops the report of a round that will be run again. */
    private void cutReports(long length) throws IOException {
        if (Files.exists(reports)) {
            try (FileChannel channel = FileChannel.open(reports, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            }
        }
    }

    /** Writes the champion's files, unless they are there. */
    private void publish(Checkpoint checkpoint) throws IOException {
        if (checkpoint.championModel().isEmpty()) {
            return;
        }
        try {
            ModelPackage model = Envelope.decode(checkpoint.championModel().get());
            replace(DETECTOR, model.detectorOnnx());
            replace(GENERATOR, model.generatorOnnx());
            replace(SAMPLES, model.samplesPng());
        } catch (CorruptEnvelopeException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void replace(String name, byte[] content) throws IOException {
        Path file = root.resolve(name);
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
            AtomicFile.write(file, content);
        }
    }

    /** The files of runs, the newest first. */
    private List<Path> runs() throws IOException {
        return files().stream()
                .filter(file -> file.toString().endsWith(RUN))
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** What belongs to none of these runs, or was left over by a crash. */
    private void deleteAllBut(TrainingRun... runs) throws IOException {
        Set<String> kept = new TreeSet<>();
        for (TrainingRun run : runs) {
            kept.add(name(run.round()) + RUN);
            run.state().ifPresent(part -> kept.add(part.file()));
            run.stateBefore().ifPresent(part -> kept.add(part.file()));
            run.championModel().ifPresent(part -> kept.add(part.file()));
        }
        for (Path file : files()) {
            if (!kept.contains(String.valueOf(file.getFileName()))) {
                Files.delete(file);
            }
        }
    }

    /** Forgets the run and everything that it gave. */
    void clear() throws IOException {
        if (Files.exists(folder)) {
            for (Path file : files()) {
                Files.delete(file);
            }
        }
        for (String name : List.of(REPORTS, DETECTOR, GENERATOR, SAMPLES)) {
            Files.deleteIfExists(root.resolve(name));
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static String name(long round) {
        return "%08d".formatted(round);
    }
}
