package io.gansieve.bench;

/** How a generator doubles an image. */
public enum Upsampling {
    /** A transposed convolution of stride 2. */
    DECONVOLUTION,
    /** A 3×3 convolution to four times the channels, which become the four pixels (Shi et al. 2016). */
    PIXEL_SHUFFLE
}
