package io.gansieve.gan;

/**
 * How the game stands, on clean images.
 *
 * @param valueFunction V(D, G) in nats; NaN for an objective that has none
 * @param wassersteinEstimate as {@link Objective#wassersteinEstimate}; NaN for an objective that does not seek it
 * @param realAccuracy share of the reals that the critic calls real, a logit above 0; NaN for an objective whose logits are not
 *     {@link Objective#signed}
 * @param generatedAccuracy share of the generated images that it does not; NaN likewise
 */
public record CriticFigures(
        double valueFunction, double wassersteinEstimate, double realAccuracy, double generatedAccuracy) {
    /** Of nothing measured. */
    public static final CriticFigures UNKNOWN = new CriticFigures(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /** What sums begin with. */
    public static final CriticFigures ZERO = new CriticFigures(0, 0, 0, 0);

    /** Of the critic's answers. */
    public static CriticFigures of(Objective objective, float[] realLogits, float[] generatedLogits) {
        return new CriticFigures(
                objective.valueFunction(realLogits, generatedLogits),
                objective.wassersteinEstimate(realLogits, generatedLogits),
                objective.signed() ? positive(realLogits) : Double.NaN,
                objective.signed() ? 1 - positive(generatedLogits) : Double.NaN);
    }

    /**
     * {@code (V + log 4) / 2}, at least 0: what the critic proves of the Jensen–Shannon divergence between real and generated, in nats
     * (Goodfellow et al. 2014, eqs. 5 and 6, of which any critic gives a lower bound). Of what the critic sees: images with their
     * classes in a game with classes, whole packs with packing, which differ at least as much as images do. NaN without a value.
     */
    public static double jsdBound(double valueFunction) {
        return Math.max(0, (valueFunction + Math.log(4)) / 2);
    }

    /** {@link #jsdBound(double)} of {@link #valueFunction}. */
    public double jsdBound() {
        return jsdBound(valueFunction);
    }

    private static double positive(float[] logits) {
        int positive = 0;
        for (float logit : logits) {
            positive += logit > 0 ? 1 : 0;
        }
        return (double) positive / logits.length;
    }

    public CriticFigures plus(CriticFigures other) {
        return new CriticFigures(
                valueFunction + other.valueFunction,
                wassersteinEstimate + other.wassersteinEstimate,
                realAccuracy + other.realAccuracy,
                generatedAccuracy + other.generatedAccuracy);
    }

    public CriticFigures times(double factor) {
        return new CriticFigures(
                valueFunction * factor,
                wassersteinEstimate * factor,
                realAccuracy * factor,
                generatedAccuracy * factor);
    }
}
