package io.gansieve.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gansieve.image.Label;
import io.gansieve.image.LabeledImage;
import io.gansieve.replay.ReplayBuffer.Change;
import io.gansieve.replay.ReplayBuffer.Counters;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplayBufferTest {
    private static final long WEIGHT = ReplayBuffer.bytesOf(Examples.real(0, 0));

    /** A buffer whose training split holds {@code examples} reals. */
    private static ReplayBuffer buffer(int examples, long seed) {
        return new ReplayBuffer((examples * WEIGHT * 10 + 79) / 8 + 10, seed);
    }

    private static List<Example> inTrain(int count, IntFunction<Example> example) {
        return IntStream.iterate(0, number -> number + 1)
                .filter(number -> Split.of(Examples.image(number)) == Split.TRAIN)
                .limit(count)
                .mapToObj(example)
                .toList();
    }

    private static Map<Integer, Long> perClass(List<Example> examples) {
        return examples.stream()
                .collect(Collectors.groupingBy(
                        example -> example.image().imageClass().orElse(-1), TreeMap::new, Collectors.counting()));
    }

    private static void mirror(List<Change> changes, Map<String, Example> slots) {
        for (Change change : changes) {
            if (change.example().isPresent()) {
                slots.put(change.slot(), change.example().get());
            } else {
                assertThat(slots.remove(change.slot())).isNotNull();
            }
        }
    }

    @Test
    void holdsWhatFits() {
        ReplayBuffer buffer = buffer(100, 1);
        Example example = inTrain(1, number -> Examples.real(number, 3)).get(0);

        List<Change> changes = buffer.offer(example);

        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).slot()).isEqualTo("train/real/3/00000000");
        assertThat(buffer.examples(Split.TRAIN, Label.REAL)).containsExactly(example);
        assertThat(buffer.bytes()).isEqualTo(WEIGHT);
    }

    @Test
    void neverPassesItsBound() {
        long capacity = 40_000;
        ReplayBuffer buffer = new ReplayBuffer(capacity, 2);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 5_000; i++) {
            String source = "s".repeat(1 + random.nextInt(90));
            buffer.offer(random.nextBoolean() ? Examples.real(i, i % 7) : Examples.generated(i, source));
            assertThat(buffer.bytes()).isLessThanOrEqualTo(capacity);
        }
        assertThat(buffer.bytes()).isGreaterThan(capacity * 8 / 10);
        assertThat(buffer.count(Split.GATE, Label.REAL)).isPositive();
        assertThat(buffer.count(Split.CALIBRATE, Label.GENERATED)).isPositive();
    }

    @Test
    void balancesClassesThatComeOneAfterTheOther() {
        ReplayBuffer buffer = buffer(100, 4);
        inTrain(4_000, number -> Examples.real(number, number / 1_000)).forEach(buffer::offer);

        Map<Integer, Long> held = perClass(buffer.examples(Split.TRAIN, Label.REAL));

        assertThat(held).hasSizeGreaterThan(4);
        assertThat(held.values())
                .allSatisfy(count -> assertThat(count).isBetween(80L / held.size(), 125L / held.size()));
    }

    @Test
    void keepsMoreOfRareClassesThanTheirShare() {
        ReplayBuffer buffer = buffer(300, 4);
        inTrain(3_000, number -> Examples.real(number, number % 100 == 0 ? 1 : 0))
                .forEach(buffer::offer);

        // A hundredth of the offers: four times their share, and half of the sixteenth that is divided evenly.
        assertThat(perClass(buffer.examples(Split.TRAIN, Label.REAL)).getOrDefault(1, 0L))
                .isBetween(15L, 24L);
    }

    @Test
    void givesManyNamesLittleMoreRoomThanTheirShareOfTheOffers() {
        ReplayBuffer buffer = buffer(1_000, 4);
        inTrain(20_000, number -> Examples.generated(number, number % 50 == 0 ? "many-" + number / 50 % 256 : "own"))
                .forEach(buffer::offer);

        assertThat(fromMany(buffer)).isBetween(20L, 142L);
    }

    @Test
    void givesRoomBackToThoseWhoCameAfterManyNames() {
        ReplayBuffer buffer = buffer(500, 4);
        inTrain(2_000, number -> Examples.generated(number, "many-" + number % 256))
                .forEach(buffer::offer);
        assertThat(fromMany(buffer)).isGreaterThan(450);
        inTrain(60_000, number -> Examples.generated(number + 1_000_000, "own")).stream()
                .filter(example -> Split.of(example.image().image()) == Split.TRAIN)
                .forEach(buffer::offer);

        // A twenty-fifth of all offers, four times.
        assertThat(fromMany(buffer)).isLessThan(120);
        assertThat(buffer.count(Split.TRAIN, Label.GENERATED)).isGreaterThan(450);
    }

    private static long fromMany(ReplayBuffer buffer) {
        return buffer.examples(Split.TRAIN, Label.GENERATED).stream()
                .filter(example -> example.image().source().startsWith("many-"))
                .count();
    }

    @Test
    void letsNoLabelPushTheOtherBelowHalf() {
        ReplayBuffer buffer = buffer(100, 4);
        inTrain(500, number -> Examples.real(number, 0)).forEach(buffer::offer);
        inTrain(2_000, number -> Examples.generated(number + 10_000_000, "source-" + number % 90)).stream()
                .filter(example -> Split.of(example.image().image()) == Split.TRAIN)
                .forEach(buffer::offer);

        assertThat(buffer.count(Split.TRAIN, Label.REAL)).isBetween(48, 54);
        assertThat(buffer.count(Split.TRAIN, Label.GENERATED)).isBetween(44, 52);
    }

    @Test
    void isAUniformSampleOfWhatItWasOffered() {
        int[] held = new int[200];
        List<Example> offers = inTrain(200, number -> Examples.real(number, 0));
        for (int seed = 0; seed < 2_000; seed++) {
            ReplayBuffer buffer = buffer(20, seed);
            offers.forEach(buffer::offer);
            Set<Example> kept = new HashSet<>(buffer.examples(Split.TRAIN, Label.REAL));
            for (int i = 0; i < held.length; i++) {
                held[i] += kept.contains(offers.get(i)) ? 1 : 0;
            }
        }
        // Each is held in a tenth of 2,000 runs: 200, with a standard deviation of 13.4; five of them over 200 items.
        assertThat(held).satisfies(counts -> {
            for (int count : counts) {
                assertThat(count).isBetween(133, 267);
            }
        });
    }

    @Test
    void staysAlmostUniformUnderForgetting() {
        int[] tenths = new int[10];
        List<Example> offers = inTrain(400, number -> Examples.real(number, 0));
        for (int seed = 0; seed < 500; seed++) {
            ReplayBuffer buffer = buffer(40, seed);
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < offers.size(); i++) {
                buffer.offer(offers.get(i));
                if (i % 10 == 0) {
                    buffer.forget(offers.get(random.nextInt(i + 1)).id());
                }
            }
            for (Example example : buffer.examples(Split.TRAIN, Label.REAL)) {
                tenths[offers.indexOf(example) * 10 / offers.size()]++;
            }
        }
        int mean = java.util.Arrays.stream(tenths).sum() / 10;
        // Early offers had more chances to be forgotten, which thins them by up to a quarter; sampling itself must not
        // add to it.
        for (int tenth : tenths) {
            assertThat(tenth).isBetween(mean * 3 / 4, mean * 5 / 4);
        }
    }

    @Test
    void fillsThePlacesOfForgottenExamplesAgain() {
        ReplayBuffer buffer = buffer(50, 6);
        List<Example> offers = inTrain(1_000, number -> Examples.real(number, 0));
        offers.subList(0, 200).forEach(buffer::offer);
        List.copyOf(buffer.examples(Split.TRAIN, Label.REAL)).forEach(example -> buffer.forget(example.id()));
        assertThat(buffer.bytes()).isZero();

        offers.subList(200, 1_000).forEach(buffer::offer);

        assertThat(buffer.count(Split.TRAIN, Label.REAL)).isEqualTo(50);
    }

    @Test
    void forgetsAnIdOnce() {
        ReplayBuffer buffer = buffer(50, 6);
        List<Example> offers = inTrain(3, number -> Examples.real(number, 0));
        offers.forEach(buffer::offer);

        List<Change> changes = buffer.forget(offers.get(0).id());

        assertThat(changes).extracting(Change::slot).containsExactly("train/real/0/00000000", "train/real/0/00000002");
        assertThat(buffer.examples(Split.TRAIN, Label.REAL)).containsExactly(offers.get(2), offers.get(1));
        assertThat(buffer.forget(offers.get(0).id())).isEmpty();
    }

    @Test
    void replacesAHeldIdUnderItsNewLabel() {
        ReplayBuffer buffer = buffer(50, 6);
        int number = Integer.parseInt(
                inTrain(1, any -> Examples.real(any, 0)).get(0).id().substring(3));
        Example old = Examples.real(number, 0);
        Example corrected = Examples.generated(number, "ddpm");
        buffer.offer(old);

        List<Change> changes = buffer.offer(corrected);

        assertThat(changes)
                .extracting(Change::slot)
                .containsExactly("train/real/0/00000000", "train/generated/ddpm/00000000");
        assertThat(buffer.count(Split.TRAIN, Label.REAL)).isZero();
        assertThat(buffer.examples(Split.TRAIN, Label.GENERATED)).containsExactly(corrected);
        assertThat(buffer.offer(corrected)).hasSize(1);
        assertThat(buffer.count(Split.TRAIN, Label.GENERATED)).isEqualTo(1);
    }

    @Test
    void boundsTheNumberOfSources() {
        ReplayBuffer buffer = new ReplayBuffer(100_000_000, 7);
        inTrain(20_000, number -> Examples.generated(number, "source/" + number + "#free"))
                .forEach(buffer::offer);

        assertThat(groups(buffer, "train/generated/"))
                .hasSize(ReplayBuffer.MAX_SOURCES + 1)
                .contains("train/generated/other");
        assertThat(buffer.count(Split.TRAIN, Label.GENERATED)).isEqualTo(20_000);
        assertThat(buffer.counters().offered()).hasSizeLessThan(25_000);
        assertThat(sources(buffer)).hasSize(ReplayBuffer.MAX_SOURCES + 1).contains("other");
    }

    @Test
    void boundsTheNumberOfClasses() {
        ReplayBuffer buffer = new ReplayBuffer(new ReplaySettings(100_000_000, 10, 0.5, 0.5, 0.1), 7);
        inTrain(5_000, number -> Examples.real(number, number < 2_000 ? number % 10 : number))
                .forEach(buffer::offer);
        buffer.offer(inTrain(
                        1,
                        number ->
                                Examples.example(number, Label.REAL, OptionalInt.empty(), LabeledImage.UNKNOWN_SOURCE))
                .get(0));

        assertThat(groups(buffer, "train/real/"))
                .hasSize(12)
                .contains("train/real/0", "train/real/9", "train/real/other", "train/real/none");
        assertThat(buffer.count(Split.TRAIN, Label.REAL)).isEqualTo(5_000);
    }

    @Test
    void holdsAllRealsInOneGroupWithoutClasses() {
        ReplayBuffer buffer = new ReplayBuffer(new ReplaySettings(100_000_000, 0, 0.5, 0.5, 0.1), 7);
        inTrain(50, number -> Examples.real(number, number)).forEach(buffer::offer);
        assertThat(groups(buffer, "train/real/")).containsExactly("train/real/none");
    }

    @Test
    void movesClassesThatHaveNoGroupAnyMore() {
        Map<String, Example> slots = new HashMap<>();
        List<Example> reals = inTrain(30, number -> Examples.real(number, 1_000 + number));
        Map<String, Long> counters = new HashMap<>();
        for (int i = 0; i < 30; i++) {
            int imageClass = reals.get(i).image().imageClass().orElseThrow();
            slots.put("train/real/%d/00000000".formatted(imageClass), reals.get(i));
            counters.put("train/real/" + imageClass, 9L);
            counters.put("seen/real/" + imageClass, 9L);
            counters.put("seen/real/" + imageClass + "#named", 1L);
        }
        ReplayBuffer buffer = new ReplayBuffer(new ReplaySettings(100_000_000, 10, 0.5, 0.5, 0.1), 7);
        slots.forEach(buffer::restore);
        buffer.restore(new Counters(counters));

        mirror(buffer.forget("nobody"), slots);
        buffer.takeChangedCounters()
                .forEach((name, value) ->
                        value.ifPresentOrElse(known -> counters.put(name, known), () -> counters.remove(name)));
        assertThat(groups(buffer, "train/real/")).containsExactly("train/real/other");
        assertThat(slots).hasSize(30).containsKey("train/real/other/00000029");
        assertThat(counters).containsExactlyInAnyOrderEntriesOf(Map.of("train/real/other", 270L));
        assertThat(new HashSet<>(buffer.examples(Split.TRAIN, Label.REAL))).isEqualTo(new HashSet<>(reals));
    }

    private static Set<String> groups(ReplayBuffer buffer, String prefix) {
        return buffer.counters().offered().keySet().stream()
                .filter(name -> name.startsWith(prefix) && !name.endsWith("#free"))
                .collect(Collectors.toSet());
    }

    /** As figures name them, of all generated images. */
    private static Set<String> sources(ReplayBuffer buffer) {
        return Stream.of(Split.values())
                .flatMap(split -> buffer.examples(split, Label.GENERATED).stream())
                .map(example -> buffer.named(example).source())
                .collect(Collectors.toSet());
    }

    @Test
    void namesTheSourcesThatMostImagesAreOf() {
        ReplayBuffer buffer = new ReplayBuffer(100_000_000, 7);
        Map<String, Example> slots = new HashMap<>();
        for (int i = 0; i < 2_000; i++) {
            mirror(buffer.offer(Examples.generated(i, "first-" + i % 400)), slots);
        }
        assertThat(sources(buffer)).doesNotContain("late", "first-399").contains("first-5");

        for (int i = 0; i < 30; i++) {
            mirror(buffer.offer(Examples.generated(10_000 + i, "late")), slots);
        }
        assertThat(sources(buffer)).contains("late").hasSize(ReplayBuffer.MAX_SOURCES + 1);
        // Its first images came while it was one of many, and have moved.
        assertThat(Stream.of(Split.values())
                        .flatMap(split -> buffer.examples(split, Label.GENERATED).stream())
                        .filter(example -> example.image().source().equals("late")))
                .hasSize(30)
                .allSatisfy(
                        example -> assertThat(buffer.named(example).source()).isEqualTo("late"));
        assertThat(slots).hasSize(2_030);
        slots.forEach((slot, example) -> assertThat(slot)
                .contains("/" + StratumKey.encode(buffer.named(example).source()) + "/"));
    }

    @Test
    void keepsSourcesOutsideApartFromOwnForgersAndSums() {
        ReplayBuffer buffer = new ReplayBuffer(100_000_000, 7);
        List<String> own = List.of("gan", "vae", "all", "other", "outside:gan", "none");
        for (int i = 0; i < 60; i++) {
            buffer.offer(Examples.generated(i, own.get(i % own.size())));
        }
        assertThat(sources(buffer))
                .containsExactlyInAnyOrder(
                        "outside:gan", "outside:vae", "outside:all", "outside:other", "outside:outside:gan", "none");
    }

    @Test
    void movesWhatAnEarlierReleaseGroupedOtherwise() {
        List<Example> gans = inTrain(20, number -> Examples.generated(number, "gan"));
        List<Example> longs = inTrain(20, number -> Examples.generated(100 + number, "模".repeat(20)));
        Map<String, Example> slots = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            slots.put("train/generated/gan/%08d".formatted(i), gans.get(i));
            slots.put("train/generated/other/%08d".formatted(i), longs.get(i));
        }
        ReplayBuffer buffer = new ReplayBuffer(100_000_000, 7);
        slots.forEach(buffer::restore);
        buffer.restore(new Counters(Map.of("random", 5L, "train/generated/gan", 900L, "train/generated/other", 20L)));

        assertThat(sources(buffer)).containsExactlyInAnyOrder("outside:gan", "模".repeat(20));
        assertThat(buffer.counters().offered())
                .containsEntry("train/generated/outside%3Agan", 900L)
                .containsEntry("seen/generated/outside%3Agan", 900L)
                .doesNotContainKey("train/generated/gan");
        mirror(buffer.forget("nobody"), slots);
        assertThat(slots).hasSize(40);
        ReplayBuffer again = new ReplayBuffer(100_000_000, 7);
        slots.forEach(again::restore);
        again.restore(buffer.counters());
        assertThat(again.forget("nobody")).isEmpty();
        assertThat(again.counters()).isEqualTo(buffer.counters());
    }

    @Test
    void tellsOnlyTheCountersThatChanged() {
        ReplayBuffer buffer = new ReplayBuffer(30_000, 3);
        buffer.restore(new Counters(Map.of()));
        SplittableRandom random = new SplittableRandom(3);
        Map<String, Long> kept = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            int source = random.nextInt(1 + random.nextInt(400));
            if (random.nextInt(9) == 0) {
                buffer.forget(Examples.real(random.nextInt(1 + i), 0).id());
            } else {
                buffer.offer(Examples.generated(i, "source-" + source));
            }
            Map<String, Optional<Long>> changed = buffer.takeChangedCounters();
            changed.forEach(
                    (name, value) -> value.ifPresentOrElse(known -> kept.put(name, known), () -> kept.remove(name)));
        }
        assertThat(kept).isEqualTo(buffer.counters().offered());
        assertThat(buffer.takeChangedCounters()).isEmpty();
    }

    @Test
    void passesOverAnExampleThatCanNeverFit() {
        ReplayBuffer buffer = new ReplayBuffer(WEIGHT, 7);
        Example example = inTrain(1, number -> Examples.real(number, 0)).get(0);
        assertThat(buffer.offer(example)).isEmpty();
        assertThat(buffer.bytes()).isZero();
    }

    @Test
    void drawsRareClassesMoreOftenThanTheyAre() {
        ReplayBuffer buffer = buffer(1_000, 8);
        List<Example> common = inTrain(900, number -> Examples.real(number, number % 3));
        common.forEach(buffer::offer);
        inTrain(1_000, number -> Examples.real(number, 3)).subList(900, 1_000).forEach(buffer::offer);

        Map<Integer, Long> drawn = perClass(buffer.draw(Label.REAL, 10_000, new SplittableRandom(1)));

        // A tenth of the examples: √100 of 3 √300 + √100 is 16.1 %, with a standard deviation of 37 draws.
        assertThat(drawn.getOrDefault(3, 0L)).isBetween(1_425L, 1_800L);
        assertThat(buffer.draw(Label.GENERATED, 5, new SplittableRandom(1))).isEmpty();
    }

    @Test
    void drawsFromTheTrainingSplitOnly() {
        ReplayBuffer buffer = new ReplayBuffer(1_000_000, 8);
        for (int i = 0; i < 500; i++) {
            buffer.offer(Examples.real(i, 0));
        }
        assertThat(buffer.draw(Label.REAL, 2_000, new SplittableRandom(1)))
                .allSatisfy(
                        example -> assertThat(Split.of(example.image().image())).isEqualTo(Split.TRAIN));
    }

    @Test
    void goesOnAfterARestoreAsIfNothingHadHappened() {
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ReplayBuffer buffer = new ReplayBuffer(30_000, seed);
            Map<String, Example> slots = new HashMap<>();
            for (int i = 0; i < 1_500; i++) {
                mirror(operate(buffer, random), slots);
                if (i % 100 == 99) {
                    buffer = restored(seed, slots, buffer.counters());
                }
            }
            ReplayBuffer other = restored(seed, slots, buffer.counters());
            for (int i = 0; i < 1_500; i++) {
                SplittableRandom twin = new SplittableRandom(seed * 100_000L + i);
                List<Change> changes = operate(buffer, new SplittableRandom(seed * 100_000L + i));
                assertThat(operate(other, twin)).isEqualTo(changes);
                mirror(changes, slots);
            }
            assertThat(other.counters()).isEqualTo(buffer.counters());
            assertThat(other.bytes()).isEqualTo(buffer.bytes());
            Set<Example> held = new HashSet<>();
            for (Split split : Split.values()) {
                for (Label label : Label.values()) {
                    assertThat(other.examples(split, label)).isEqualTo(buffer.examples(split, label));
                    held.addAll(buffer.examples(split, label));
                }
            }
            assertThat(new HashSet<>(slots.values())).isEqualTo(held).hasSameSizeAs(slots.keySet());
        }
    }

    private static ReplayBuffer restored(long seed, Map<String, Example> slots, Counters counters) {
        ReplayBuffer buffer = new ReplayBuffer(30_000, seed);
        slots.forEach(buffer::restore);
        buffer.restore(counters);
        return buffer;
    }

    private static List<Change> operate(ReplayBuffer buffer, SplittableRandom random) {
        int number = random.nextInt(600);
        if (random.nextInt(5) == 0) {
            return buffer.forget(Examples.real(number, 0).id());
        }
        boolean real = random.nextInt(3) > 0;
        OptionalInt imageClass = random.nextInt(4) == 0 ? OptionalInt.empty() : OptionalInt.of(random.nextInt(5));
        String source = real ? LabeledImage.UNKNOWN_SOURCE : "s".repeat(1 + random.nextInt(4));
        return buffer.offer(Examples.example(number, real ? Label.REAL : Label.GENERATED, imageClass, source));
    }

    @Test
    void makesRoomWhenTheCapacityHasShrunk() {
        ReplayBuffer large = buffer(100, 1);
        Map<String, Example> slots = new HashMap<>();
        inTrain(100, number -> Examples.real(number, 0)).forEach(example -> mirror(large.offer(example), slots));
        ReplayBuffer small = buffer(30, 1);
        slots.forEach(small::restore);
        small.restore(large.counters());

        mirror(small.offer(inTrain(101, number -> Examples.real(number, 0)).get(100)), slots);

        assertThat(small.count(Split.TRAIN, Label.REAL)).isEqualTo(30);
        assertThat(new HashSet<>(slots.values())).isEqualTo(new HashSet<>(small.examples(Split.TRAIN, Label.REAL)));
    }

    @Test
    void refusesACapacityThatHoldsNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ReplayBuffer(0, 1));
    }
}
