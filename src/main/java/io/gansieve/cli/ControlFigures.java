package io.gansieve.cli;

import java.util.List;

/**
 * What a source's AUROC rests on.
 *
 * @param histogramMatchedAuroc after the source got the reals' grey levels: what shape and texture alone tell
 * @param jpegMatchedAuroc with reals and source as JPEG 75: what one file format for both leaves
 * @param histogramBaselineAuroc without a network, by the distance of the grey-level histogram from that of reals
 * @param histogramBaselineTprAt1PercentFpr likewise
 */
record ControlFigures(
        String source,
        double histogramMatchedAuroc,
        double jpegMatchedAuroc,
        double histogramBaselineAuroc,
        double histogramBaselineTprAt1PercentFpr) {
    static ControlFigures mean(List<ControlFigures> sources) {
        return new ControlFigures(
                "mean",
                MeanFigures.mean(sources, ControlFigures::histogramMatchedAuroc),
                MeanFigures.mean(sources, ControlFigures::jpegMatchedAuroc),
                MeanFigures.mean(sources, ControlFigures::histogramBaselineAuroc),
                MeanFigures.mean(sources, ControlFigures::histogramBaselineTprAt1PercentFpr));
    }
}
