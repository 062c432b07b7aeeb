package io.gansieve.gan;

import java.util.Optional;

/**
 * What keeps the critic from winning, over images seen.
 *
 * @param labelFlip share of the critic's labels that are flipped
 * @param realTarget one-sided label smoothing: the critic's target for reals, in (0.5, 1]
 * @param instanceNoise σ of the Gaussian noise on the critic's inputs; of images in [−1, 1]
 * @param controller steers flips and σ by what the critic's answers ask for; none leaves the schedules as they are
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
        Rule.require(
                controller.isEmpty() || greatest(labelFlip) + greatest(instanceNoise) > 0,
                "a noise target steers labelFlip and instanceNoise, of which one must be above 0",
                0);
    }

    /** The share of labels to flip: never so many that they say the opposite. */
    public double flipRatio(long imagesSeen, double multiplier) {
        return Math.min(steered(labelFlip, imagesSeen, multiplier), Math.nextDown(MAX_FLIP));
    }

    public double sigma(long imagesSeen, double multiplier) {
        return steered(instanceNoise, imagesSeen, multiplier);
    }

    /** Up to 1 the multiplier lessens what the schedule says; beyond, it adds as many times its greatest value, which thus comes back after it decayed. */
    private static double steered(Schedule schedule, long imagesSeen, double multiplier) {
        return Math.min(multiplier, 1) * schedule.at(imagesSeen) + Math.max(multiplier - 1, 0) * greatest(schedule);
    }

    private static double greatest(Schedule schedule) {
        return Math.max(schedule.at(0), schedule.end());
    }
}
