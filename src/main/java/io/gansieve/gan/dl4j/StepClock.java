package io.gansieve.gan.dl4j;

/**
 * Where training stands at the beginning of a step.
 *
 * @param imagesSeen real images so far: what schedules go by
 * @param step of the critic, from 0
 */
record StepClock(long imagesSeen, long step) {
    /** Of an average's half-life by images seen, so that a young average follows at once (as StyleGAN2-ADA's ramp-up). */
    private static final double RAMP = 0.05;

    /** Whether this step is the last of k. */
    boolean everyStep(int k) {
        return (step + 1) % k == 0;
    }

    /** What an average of the given half-life keeps of itself in a step of m images. */
    double averageDecay(int images, double halfLifeImages) {
        return Math.pow(0.5, images / Math.min(halfLifeImages, RAMP * (imagesSeen + images)));
    }
}
