package io.gansieve.cli;

import io.gansieve.image.Image;
import io.gansieve.scoring.Detector;
import io.gansieve.scoring.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Puts sets of images before a detector, on all cores, and shows how far it is. Used by one thread; the detector stays its
 * caller's.
 */
final class Examiner {
    private static final long NO_EPOCH = 0;
    private static final int BATCH = 64;

    /** Batches between two looks at the progress. */
    private static final int BLOCK = 16;

    private final Detector detector;
    private final Progress progress;
    private long done;

    Examiner(Detector detector, Progress progress) {
        this.detector = detector;
        this.progress = progress;
    }

    Answers answers(List<Image> images) {
        return answers(images, UnaryOperator.identity());
    }

    /** @param change what happens to each image first; called by several threads */
    Answers answers(List<Image> images, UnaryOperator<Image> change) {
        List<Score> scores = new ArrayList<>(images.size());
        for (int from = 0; from < images.size(); from += BLOCK * BATCH) {
            List<Image> block = images.subList(from, Math.min(from + BLOCK * BATCH, images.size()));
            scores.addAll(IntStream.range(0, (block.size() + BATCH - 1) / BATCH)
                    .parallel()
                    .mapToObj(i -> block.subList(i * BATCH, Math.min((i + 1) * BATCH, block.size())))
                    .flatMap(batch -> verdicts(batch, change).stream())
                    .toList());
            done += block.size();
            progress.at(done);
        }
        return new Answers(scores);
    }

    void end() {
        progress.end(done);
    }

    private List<Score> verdicts(List<Image> batch, UnaryOperator<Image> change) {
        return detector.score(batch.stream().map(change).toList()).stream()
                .map(this::verdict)
                .toList();
    }

    /** As the service answers. */
    private Score verdict(Detector.Output output) {
        return Score.of(output, detector, NO_EPOCH);
    }
}
