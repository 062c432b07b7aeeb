package io.gansieve.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.codec.AnimationFiles.Part;
import io.gansieve.image.codec.DecodeResult.Decoded;
import io.gansieve.image.codec.DecodeResult.Undecodable;
import io.gansieve.image.codec.Frame.Disposal;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WebpTablesTest {
    private static DecodeResult decode(byte[] file) {
        return new ImageDecoder(ImageShape.MNIST, ImageFit.RESIZE).decode(file);
    }

    /** libwebp took 375 MB for this file of 300 kB, and could be made to take a gigabyte. */
    @Test
    void refusesTablesOutOfAllProportionBeforeLibwebpMakesThem() {
        assertThat(decode(FuzzFiles.everyBlockWebp())).isInstanceOfSatisfying(Undecodable.class, refused -> {
            assertThat(refused.reason()).isEqualTo(DecodeResult.Reason.UNSUPPORTED_FORMAT);
            assertThat(refused.message()).contains("65536 groups of prefix codes");
        });
    }

    @Test
    void passesOverTheSymbolsOfOrdinaryFiles() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        for (int side : new int[] {600, 601, 900}) {
            int[] grey = new int[side * side];
            for (int i = 0; i < grey.length; i++) {
                // Smooth, flat and noisy by turns, so that predictors, copies and the colour cache all occur.
                int x = i % side;
                grey[i] =
                        x < side / 3 ? x / 2 % 255 : x < 2 * side / 3 ? i / side / 40 * 10 % 255 : random.nextInt(255);
            }
            byte[] file = AnimationFiles.losslessWebp(new Part(0, 0, side, side, true, Disposal.KEEP, grey));

            assertThat(WebpTables.most(side, side, file.length)).isGreaterThan(WebpTables.MOST_BYTES);
            assertThat(decode(file)).isInstanceOf(Decoded.class);
        }
    }
}
