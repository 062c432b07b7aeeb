package io.gansieve.gan;

import java.util.Optional;

/**
 * What keeps the critic from winning, over images seen.
 *
 * @param labelFlip share of the critic's labels that are flipped
 * @param realTarget one-sided label smoothing: the critic's target for reals, in (0.5, 1]
 * @param instanceNoise σ of the Gaussian noise on the critic's inputs; of images in [−1, 1]
 * @param controller multiplies flips and σ by what the critic's answers ask for; none leaves the schedules as they are
 */
public record CriticNoise(
        Schedule labelFlip, Schedule realTarget, Schedule instanceNoise, Optional<NoiseController> controller) {
    private static final double MAX_FLIP = 0.5;

    /** Clean labels and inputs. */
    public static final CriticNoise NONE = new CriticNoise(
            new Schedule.Constant(0), new Schedule.Constant(1), new Schedule.Constant(0), Optional.empty());

    public CriticNoise {
        Rule.both("labelFlip must stay in [0, 0.5)", labelFlip, value -> value >= 0 && value < MAX_FLIP);
        Rule.both("realTarget must be in (0.5, 1]", realTarget, value -> value > 0.5 && value <= 1);
        Rule.both("instanceNoise must not be negative", instanceNoise, value -> value >= 0);
    }

    /** The share of labels to flip: never so many that they say the opposite. */
    public double flipRatio(long imagesSeen, double multiplier) {
        return Math.min(multiplier * labelFlip.at(imagesSeen), Math.nextDown(MAX_FLIP));
    }

    public double sigma(long imagesSeen, double multiplier) {
        return multiplier * instanceNoise.at(imagesSeen);
    }
}
