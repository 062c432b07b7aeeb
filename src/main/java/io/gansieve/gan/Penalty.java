package io.gansieve.gan;

/**
 * What bounds the critic's slope; each part is off at 0. Weights are those of the papers, over images seen.
 *
 * @param r1 γ of R1, {@code γ/2·E[‖∇f(x)‖²]} on reals (Mescheder et al., "Which training methods for GANs do actually converge?",
 *     2018, eq. 9)
 * @param r2 γ of R2, the same on generated images (eq. 10 there)
 * @param gradient λ of {@code λ·E[(‖∇f(x̂)‖ − 1)²]} at x̂ = εx + (1 − ε)x′ with ε uniform (Gulrajani et al., "Improved training of
 *     Wasserstein GANs", 2017, eq. 3)
 * @param oneSided whether the last counts slopes above 1 only (section 4 there; Petzka et al. 2018, eq. 6)
 * @param interval steps of the critic between two in which the slope counts, then so many times: the same on average, for a share of
 *     the cost (lazy regularisation: Karras et al., "Analyzing and improving the image quality of StyleGAN", 2020, section 3.1). 1 for
 *     every step
 * @param clip bound of every weight of the critic after its update (Arjovsky et al., "Wasserstein GAN", 2017, algorithm 1)
 */
public record Penalty(Schedule r1, Schedule r2, Schedule gradient, boolean oneSided, int interval, double clip) {
    private static final Schedule OFF = new Schedule.Constant(0);

    public static final Penalty NONE = new Penalty(OFF, OFF, OFF, false, 1, 0);

    public Penalty {
        Rule.both("penalty r1 must not be negative", r1, weight -> weight >= 0);
        Rule.both("penalty r2 must not be negative", r2, weight -> weight >= 0);
        Rule.both("penalty gradient must not be negative", gradient, weight -> weight >= 0);
        Rule.positive("penalty interval", interval);
        Rule.require(clip >= 0, "penalty clip must not be negative", clip);
    }

    /** R1 and R2 of one constant weight. */
    public static Penalty zeroCentred(double gamma) {
        return new Penalty(new Schedule.Constant(gamma), new Schedule.Constant(gamma), OFF, false, 1, 0);
    }

    /** The two-sided gradient penalty. */
    public static Penalty gradient(double lambda) {
        return new Penalty(OFF, OFF, new Schedule.Constant(lambda), false, 1, 0);
    }

    /** Weights clipped to ±{@code bound}. */
    public static Penalty clipping(double bound) {
        return new Penalty(OFF, OFF, OFF, false, 1, bound);
    }
}
