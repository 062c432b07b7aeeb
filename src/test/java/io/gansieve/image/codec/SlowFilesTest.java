package io.gansieve.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.codec.DecodeResult.Decoded;
import io.gansieve.image.codec.DecodeResult.Reason;
import io.gansieve.image.codec.DecodeResult.Undecodable;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work is counted, never timed; what each file takes of a processor is logged. */
class SlowFilesTest {
    private static final Logger LOG = LoggerFactory.getLogger(SlowFilesTest.class);
    private static final Map<String, byte[]> FILES = SlowFiles.all();
    private static final DecodingRules RULES = DecodingRules.DEFAULT;

    /** A look at the clock is a millisecond. */
    private static DecodeResult decode(byte[] file, long looks) {
        AtomicLong clock = new AtomicLong();
        Duration most = Duration.ofMillis(looks);
        return new ImageDecoder(
                        ImageShape.MNIST,
                        ImageFit.RESIZE,
                        RULES,
                        new DecodingBudget(DecodingBudget.needed(RULES, ImageShape.MNIST, ImageFit.RESIZE)),
                        () -> new Deadline(most, () -> clock.getAndAdd(1_000_000)))
                .decode(file);
    }

    private static byte[] file(String name) {
        return FILES.getOrDefault(name, new byte[0]);
    }

    private static Reason reason(DecodeResult result) {
        return result instanceof Undecodable undecodable ? undecodable.reason() : Reason.EMPTY;
    }

    @Test
    void logsWhatEachTakes() {
        ImageDecoder decoder = new ImageDecoder(ImageShape.MNIST, ImageFit.RESIZE);
        FILES.forEach((name, file) -> {
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            DecodeResult result = decoder.decode(file);
            long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
            LOG.info(
                    "{}: {} bytes, {} ms, {}",
                    name,
                    file.length,
                    took / 1_000_000,
                    result instanceof Undecodable undecodable ? undecodable.message() : "decoded");
        });
    }

    @Test
    void boundsScansTimesPixels() {
        Reason hundred = reason(decode(file("jpeg, 100 scans, 50 million pixels"), Long.MAX_VALUE / 1_000_000));

        assertThat(hundred).isEqualTo(Reason.TOO_SLOW);
        assertThat(decode(file("jpeg, 100 scans, 8 million pixels"), Long.MAX_VALUE / 1_000_000))
                .isInstanceOf(Decoded.class);
        assertThat(decode(file("jpeg, 15 scans, 50 million pixels"), Long.MAX_VALUE / 1_000_000))
                .isInstanceOf(Decoded.class);
    }

    @Test
    void goesThroughNoTransformTwice() {
        DecodeResult result = decode(file("webp, a transform again and again"), 1_000_000);

        assertThat(result)
                .isInstanceOfSatisfying(
                        Undecodable.class, found -> assertThat(found.message()).contains("each transform once"));
    }

    @Test
    void looksAtTheClockWhereverPixelsAreMade() {
        for (String name : new String[] {
            "png, 16 bits, Paeth",
            "png, 16 bits, Paeth, interlaced",
            "png, blocks of nothing",
            "jpeg, 15 scans, 50 million pixels",
            "gif, 50 million pixels",
            "gif, frames of 4 million pixels",
            "bmp, runs past the row",
            "webp, lossless, 50 million pixels"
        }) {
            assertThat(reason(decode(file(name), 5))).as(name).isEqualTo(Reason.TOO_SLOW);
        }
    }
}
