package io.gansieve.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The images of {@link Scores} from the largest score to the smallest, sorted once, so that each figure of a resample, in which an
 * image counts as often as it was drawn, is one pass over them. Ties form one group, and no figure depends on their order.
 */
final class Ranking {
    private final int reals;
    private final int generated;
    /** Image by rank; generated images come after the reals. */
    private final int[] order;
    /** By rank: whether the next score differs. */
    private final boolean[] endsGroup;

    Ranking(Scores scores) {
        double[] real = scores.real();
        double[] fake = scores.generated();
        this.reals = real.length;
        this.generated = fake.length;
        double[] all = Arrays.copyOf(real, reals + generated);
        System.arraycopy(fake, 0, all, reals, generated);
        this.order = IntStream.range(0, all.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer image) -> all[image])
                        .reversed())
                .mapToInt(Integer::intValue)
                .toArray();
        this.endsGroup = new boolean[order.length];
        for (int rank = 0; rank < order.length; rank++) {
            endsGroup[rank] = rank + 1 == order.length || all[order[rank]] != all[order[rank + 1]];
        }
    }

    /** A figure that grows with each group of equal scores. */
    interface Group {
        /** @param realsAbove with a larger score than the group's {@code reals}; {@code generatedAbove} likewise */
        void add(long realsAbove, long generatedAbove, long reals, long generated);
    }

    /** Walks from the largest score to the smallest; an image counts by its weight. */
    void walk(Resample weights, Group group) {
        long realsAbove = 0;
        long generatedAbove = 0;
        long realsHere = 0;
        long generatedHere = 0;
        for (int rank = 0; rank < order.length; rank++) {
            int image = order[rank];
            if (image < reals) {
                realsHere += weights.real(image);
            } else {
                generatedHere += weights.generated(image - reals);
            }
            if (endsGroup[rank]) {
                group.add(realsAbove, generatedAbove, realsHere, generatedHere);
                realsAbove += realsHere;
                generatedAbove += generatedHere;
                realsHere = 0;
                generatedHere = 0;
            }
        }
    }

    int reals() {
        return reals;
    }

    int generated() {
        return generated;
    }
}
