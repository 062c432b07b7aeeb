package io.gansieve.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A draw with replacement from groups of examples. A group of n examples has the weight √n: a rare class is seen more often than its
 * share of the examples, and yet many small groups do not outweigh a large one. Groups of fewer than {@value #MIN_GROUP}
 * examples are pooled, and the pool has a weight only from {@value #MIN_GROUP} examples on, unless there is nothing else. Shares of
 * groups, then those of senders, are capped by {@link Shares#capped}. Costs the number of examples once, then a binary search
 * an example.
 */
final class WeightedDraw {
    static final int MIN_GROUP = 20;

    /** Has no cap of its own, and cannot be a sender's name. */
    private static final String UNKNOWN_SENDER = "";

    /** The examples of one group and one sender. */
    private record Cell(int group, String sender, List<Example> examples) {}

    private final List<Cell> cells;
    private final double[] upTo;

    private WeightedDraw(List<Cell> cells, double[] shares) {
        this.cells = cells;
        this.upTo = shares.clone();
        Arrays.parallelPrefix(upTo, Double::sum);
    }

    /**
     * @param mayBeShort whether a cap on a group holds where nothing else fills the batch; of senders it never does
     */
    static WeightedDraw of(Collection<Stratum> strata, double groupCap, double senderCap, boolean mayBeShort) {
        List<List<Example>> groups = groups(strata);
        double[] weights =
                groups.stream().mapToDouble(group -> Math.sqrt(group.size())).toArray();
        double sum = Arrays.stream(weights).sum();
        double[] shares = Shares.capped(
                Arrays.stream(weights).map(weight -> weight / sum).toArray(),
                Arrays.stream(weights).map(any -> groupCap).toArray(),
                !mayBeShort);
        List<Cell> cells = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            addCells(group, groups.get(group), cells);
        }
        double[] cellShares = cells.stream()
                .mapToDouble(cell -> shares[cell.group()]
                        * cell.examples().size()
                        / groups.get(cell.group()).size())
                .toArray();
        capSenders(cells, cellShares, senderCap);
        return new WeightedDraw(cells, cellShares);
    }

    private static List<List<Example>> groups(Collection<Stratum> strata) {
        List<List<Example>> groups = new ArrayList<>();
        List<Example> pool = new ArrayList<>();
        for (Stratum stratum : strata) {
            if (stratum.size() < MIN_GROUP) {
                pool.addAll(stratum.examples());
            } else {
                groups.add(stratum.examples());
            }
        }
        if (pool.size() >= MIN_GROUP || (groups.isEmpty() && !pool.isEmpty())) {
            groups.add(pool);
        }
        return groups;
    }

    private static void addCells(int group, List<Example> examples, List<Cell> cells) {
        Map<String, List<Example>> bySender = new TreeMap<>();
        for (Example example : examples) {
            bySender.computeIfAbsent(example.sender().orElse(UNKNOWN_SENDER), any -> new ArrayList<>())
                    .add(example);
        }
        bySender.forEach((sender, sent) -> cells.add(new Cell(group, sender, sent)));
    }

    private static void capSenders(List<Cell> cells, double[] cellShares, double cap) {
        Map<String, Double> bySender = new TreeMap<>();
        for (int i = 0; i < cellShares.length; i++) {
            bySender.merge(cells.get(i).sender(), cellShares[i], Double::sum);
        }
        List<String> senders = List.copyOf(bySender.keySet());
        double[] before =
                bySender.values().stream().mapToDouble(Double::doubleValue).toArray();
        double[] caps = senders.stream()
                .mapToDouble(sender -> sender.equals(UNKNOWN_SENDER) ? Double.POSITIVE_INFINITY : cap)
                .toArray();
        double[] after = Shares.capped(before, caps, true);
        Map<String, Double> factors = new TreeMap<>();
        for (int i = 0; i < before.length; i++) {
            factors.put(senders.get(i), before[i] > 0 ? after[i] / before[i] : 0);
        }
        for (int i = 0; i < cellShares.length; i++) {
            cellShares[i] *= factors.getOrDefault(cells.get(i).sender(), 1.0);
        }
    }

    /** The share of a batch that the groups fill: below 1 only where it may be short. */
    private double share() {
        return upTo.length == 0 ? 0 : upTo[upTo.length - 1];
    }

    /** A function of the groups and the generator; as many as asked for, less what a cap leaves open. */
    List<Example> draw(int count, RandomGenerator generator) {
        int drawn = (int) Math.round(count * share());
        List<Example> examples = new ArrayList<>(drawn);
        while (examples.size() < drawn) {
            int found = Arrays.binarySearch(upTo, generator.nextDouble() * share());
            // At a bound the next cell begins.
            int cell = found >= 0 ? found + 1 : -found - 1;
            List<Example> of = cells.get(Math.min(cell, upTo.length - 1)).examples();
            examples.add(of.get(generator.nextInt(of.size())));
        }
        return examples;
    }
}
