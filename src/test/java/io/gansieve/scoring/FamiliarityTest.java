package io.gansieve.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FamiliarityTest {
    private static final double UNFAMILIAR = 0.05;

    @Test
    void everythingIsFamiliarUntilSomethingWasFitted() {
        assertThat(Familiarity.UNLIMITED.contains(new float[] {1e30f})).isTrue();
    }

    @Test
    void aNewImageOfTheSameKindIsUnfamiliarAsOftenAsAskedFor() {
        Familiarity familiarity = Familiarity.UNLIMITED.with(points(0, 1, 2000), points(0, 2, 2000), UNFAMILIAR);
        double unfamiliar = points(0, 3, 20_000).stream()
                        .filter(point -> !familiarity.contains(point))
                        .count()
                / 20_000.0;
        // The limit is a quantile of 2,000 points: its own standard deviation is 0.005.
        assertThat(unfamiliar).isBetween(UNFAMILIAR - 0.015, UNFAMILIAR + 0.015);
    }

    @Test
    void standsAsManyFeaturesAsAThumbnailHas() {
        SplittableRandom random = new SplittableRandom(1);
        List<float[]> rows = Stream.generate(() -> {
                    float[] row = new float[192];
                    for (int i = 0; i < row.length; i++) {
                        row[i] = (float) (random.nextGaussian() + (i > 0 ? row[i - 1] : 0));
                    }
                    return row;
                })
                .limit(1000)
                .toList();
        Familiarity familiarity = Familiarity.UNLIMITED.with(rows.subList(0, 500), rows.subList(500, 1000), UNFAMILIAR);
        assertThat(rows.stream().filter(familiarity::contains).count()).isBetween(900L, 1000L);
        assertThat(familiarity.contains(new float[192])).isTrue();
        float[] far = new float[192];
        far[100] = 50;
        assertThat(familiarity.contains(far)).isFalse();
    }

    @Test
    void distanceCountsInStandardDeviationsAlongCorrelatedDirections() {
        Familiarity familiarity = Familiarity.UNLIMITED.with(points(0, 1, 5000), points(0, 2, 5000), UNFAMILIAR);
        assertThat(familiarity.contains(new float[] {1.5f, 1.5f})).isTrue();
        assertThat(familiarity.contains(new float[] {1.5f, -1.5f})).isFalse();
    }

    @Test
    void anImageIsFamiliarInAnyRegion() {
        Familiarity both = twoRegions();
        assertThat(both.contains(new float[] {0, 0})).isTrue();
        assertThat(both.contains(new float[] {50, 50})).isTrue();
        assertThat(both.contains(new float[] {25, 25})).isFalse();
    }

    @Test
    void looksAtTheLastFeaturesOnly() {
        Familiarity both = twoRegions();
        assertThat(both.contains(new float[] {1e9f, -1e9f, 0, 0})).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> both.contains(new float[1]))
                .withMessage("expected at least 2 features, found 1");
    }

    @Test
    void hasNoRegionWhereTooFewImagesWereHeld() {
        Familiarity familiarity = Familiarity.UNLIMITED.with(points(0, 1, 100), points(0, 2, 18), UNFAMILIAR);
        assertThat(familiarity).isEqualTo(Familiarity.UNLIMITED);
        Familiarity one = Familiarity.UNLIMITED.with(points(0, 1, 100), points(0, 2, 19), UNFAMILIAR);
        assertThat(one).isNotEqualTo(Familiarity.UNLIMITED);
        assertThat(one.with(points(50, 3, 100), points(50, 4, 18), UNFAMILIAR)).isEqualTo(one);
    }

    @Test
    void standsEqualRowsAndRowsWithoutFeatures() {
        List<float[]> equal = List.of(new float[] {1, 1}, new float[] {1, 1}, new float[] {1, 1});
        assertThat(Familiarity.UNLIMITED.with(equal, equal, 0.5).contains(new float[] {1, 1}))
                .isTrue();
        List<float[]> empty = List.of(new float[0], new float[0]);
        assertThat(Familiarity.UNLIMITED.with(empty, empty, 0.5).contains(new float[] {1}))
                .isTrue();
    }

    @Test
    void comesBackFromItsText() {
        assertThat(Familiarity.parse(twoRegions().text())).isEqualTo(twoRegions());
        assertThat(Familiarity.parse(Familiarity.UNLIMITED.text())).isEqualTo(Familiarity.UNLIMITED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Familiarity.parse("AAAA"))
                .withMessage("expected at least 12 bytes, found 3");
        String whole = twoRegions().text().split(",", -1)[0];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Familiarity.parse(whole.substring(0, whole.length() - 8)))
                .withMessageContaining("expected means and whitening of 2 features");
        assertThatIllegalArgumentException().isThrownBy(() -> Familiarity.parse("no base64!"));
    }

    static Familiarity twoRegions() {
        return Familiarity.UNLIMITED
                .with(points(0, 1, 500), points(0, 2, 500), UNFAMILIAR)
                .with(points(50, 3, 500), points(50, 4, 500), UNFAMILIAR);
    }

    /** Two features of variance 1 and correlation 0.9. */
    private static List<float[]> points(double mean, long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> {
                    double first = random.nextGaussian();
                    double second = 0.9 * first + Math.sqrt(1 - 0.81) * random.nextGaussian();
                    return new float[] {(float) (mean + first), (float) (mean + second)};
                })
                .limit(count)
                .toList();
    }
}
