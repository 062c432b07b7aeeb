package io.gansieve.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GroupNamesTest {
    private final Map<String, GroupNames.Count> stored = new HashMap<>();
    private final GroupNames names = names();

    private GroupNames names() {
        return new GroupNames(3, 12, count -> {
            if (count.count() > 0) {
                stored.put(count.name(), count);
            } else {
                stored.remove(count.name());
            }
        });
    }

    private Optional<String> see(String name, int times) {
        Optional<String> left = Optional.empty();
        for (int i = 0; i < times; i++) {
            left = names.see(name);
        }
        return left;
    }

    @Test
    void namesTheFirstThatCome() {
        see("a", 1);
        see("b", 1);
        see("c", 1);
        see("d", 1);
        assertThat(List.of("a", "b", "c")).allMatch(names::contains);
        assertThat(names.contains("d")).isFalse();
        assertThat(names.contains("never seen")).isFalse();
    }

    @Test
    void givesTheGroupOfTheRarestToOneThatIsSeenAQuarterMoreOften() {
        see("a", 30);
        see("b", 20);
        see("c", 40);
        assertThat(see("d", 25)).isEmpty();
        assertThat(names.contains("d")).isFalse();
        assertThat(names.see("d")).contains("b");
        assertThat(names.contains("d")).isTrue();
        assertThat(names.contains("b")).isFalse();
        // Back only with a quarter more than what took its place.
        assertThat(see("b", 12)).isEmpty();
        assertThat(names.see("b")).contains("d");
    }

    @Test
    void neverGivesAGroupToNamesThatComeOnce() {
        see("a", 2);
        see("b", 2);
        see("c", 2);
        for (int i = 0; i < 20_000; i++) {
            assertThat(names.see("source-" + i)).isEmpty();
        }
        assertThat(List.of("a", "b", "c")).allMatch(names::contains);
        assertThat(stored).hasSize(12);
        assertThat(names.counts()).hasSize(12);
    }

    @Test
    void findsAFrequentNameAmongManyRareOnes() {
        see("a", 5);
        see("b", 100);
        see("c", 100);
        for (int i = 0; i < 1_000; i++) {
            names.see("rare-" + i);
            names.see("frequent");
        }
        assertThat(names.contains("frequent")).isTrue();
        assertThat(names.contains("a")).isFalse();
    }

    @Test
    void letsGoOfWhatWasSeenLongAgo() {
        see("past", 500_000);
        see("b", 600_000);
        see("now", (int) GroupNames.MAX_COUNT);
        see("next", 300_000);
        assertThat(see("next", 20_000)).isEmpty();
        assertThat(names.contains("next")).isTrue();
        assertThat(names.contains("past")).isFalse();
    }

    @Test
    void goesOnFromWhatWasStored() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            names.see("name-" + random.nextInt(1 + random.nextInt(40)));
        }
        assertThat(stored.values()).containsExactlyInAnyOrderElementsOf(names.counts());
        GroupNames twin = new GroupNames(3, 12, count -> {});
        twin.restore(List.copyOf(stored.values()));
        List<Optional<String>> expected = new ArrayList<>();
        List<Optional<String>> found = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            String name = "name-" + (i % 2 == 0 ? i / 1_000 : random.nextInt(40));
            expected.add(names.see(name));
            found.add(twin.see(name));
        }
        assertThat(found).isEqualTo(expected);
        assertThat(expected.stream().anyMatch(Optional::isPresent)).isTrue();
        assertThat(twin.counts()).containsExactlyInAnyOrderElementsOf(names.counts());
    }
}
