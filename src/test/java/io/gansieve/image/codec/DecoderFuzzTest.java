package io.gansieve.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.gansieve.image.Image;
import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Broken and malicious files at the decoder: each has an outcome, within the memory that its header warrants. {@code
 * -Dgansieve.fuzz.images} says how many, {@code -Dgansieve.fuzz.seed} which; a failure names its seed and number, and {@code new
 * Mutants(seed).get(number)} is that file.
 */
class DecoderFuzzTest {
    private static final Logger LOG = LoggerFactory.getLogger(DecoderFuzzTest.class);
    private static final int IMAGES = Integer.getInteger("gansieve.fuzz.images", 20_000);
    private static final long SEED = Long.getLong("gansieve.fuzz.seed", 1);

    /** Far more than any decoding takes: only one that never ends is meant. */
    private static final long NEVER_SECONDS = 120;

    /** What becomes of the pixels after the reader: eight-bit copies, grey or colour, cut and resized. */
    private static final int COPIES_PER_PIXEL = 12;

    private static final long ANY_FILE = 4 << 20;

    private final List<ImageDecoder> decoders = List.of(
            new ImageDecoder(ImageShape.MNIST, ImageFit.RESIZE),
            new ImageDecoder(new ImageShape(32, 32, 3), ImageFit.CENTER_CROP),
            new ImageDecoder(new ImageShape(18, 24, 3), ImageFit.REJECT));
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    private record Decoding(DecodeResult result, long allocated, long nanos) {}

    @AfterEach
    void stop() {
        thread.shutdownNow();
    }

    @Test
    void decodesEachWholeFile() throws Exception {
        for (Map.Entry<String, byte[]> whole : FuzzFiles.all().entrySet()) {
            DecodeResult result = decode(0, whole.getValue()).result();
            assertThat(result)
                    .as(whole.getKey())
                    .isInstanceOf(
                            whole.getKey().endsWith("animated")
                                    ? DecodeResult.Animation.class
                                    : DecodeResult.Decoded.class);
        }
    }

    @Test
    void givesEveryBrokenFileAnOutcomeWithinItsMemory() throws Exception {
        Mutants mutants = new Mutants(SEED);
        Map<DecodeResult.Reason, Integer> refused = new EnumMap<>(DecodeResult.Reason.class);
        int decoded = 0;
        long most = 0;
        long slowest = 0;
        resetHighWaterMark();
        for (int number = 0; number < IMAGES; number++) {
            Mutants.Mutant mutant = mutants.get(number);
            String name = "-Dgansieve.fuzz.seed=%d, number %d, from %s".formatted(SEED, number, mutant.origin());
            Decoding decoding = decode(name, number % decoders.size(), mutant.file());
            assertThat(decoding.allocated()).as(name).isLessThan(bound(mutant.file()));
            most = Math.max(most, decoding.allocated());
            slowest = Math.max(slowest, decoding.nanos());
            if (decoding.result() instanceof DecodeResult.Undecodable undecodable) {
                assertThat(undecodable.message()).as(name).isNotBlank();
                refused.merge(undecodable.reason(), 1, Integer::sum);
            } else {
                assertSound(decoding.result(), number % decoders.size(), name);
                decoded++;
            }
        }
        LOG.info(
                "{} files of seed {}: {} decoded, refused {}; at most {} MiB allocated and {} ms taken for one, heap at most {} MiB",
                IMAGES,
                SEED,
                decoded,
                refused,
                most >> 20,
                slowest / 1_000_000,
                highWaterMark() >> 20);
        // Otherwise the damage would stop at the outermost checks.
        assertThat(decoded).isBetween(IMAGES / 20, IMAGES / 2);
        assertThat(refused.keySet())
                .contains(
                        DecodeResult.Reason.CORRUPT,
                        DecodeResult.Reason.TOO_MANY_PIXELS,
                        DecodeResult.Reason.UNSUPPORTED_FORMAT);
    }

    @Test
    void boundsTheMemoryOfVastFiles() throws Exception {
        Map<String, String> seen = new TreeMap<>();
        for (Map.Entry<String, byte[]> bomb : FuzzFiles.bombs().entrySet()) {
            resetHighWaterMark();
            Decoding decoding = decode(bomb.getKey(), 0, bomb.getValue());
            seen.put(
                    bomb.getKey(),
                    "%d bytes: %s, %d MiB allocated, heap at most %d MiB"
                            .formatted(
                                    bomb.getValue().length,
                                    decoding.result(),
                                    decoding.allocated() >> 20,
                                    highWaterMark() >> 20));
            assertThat(decoding.allocated()).as(bomb.getKey()).isLessThan(bound(bomb.getValue()));
        }
        seen.forEach((name, outcome) -> LOG.info("{} of {}", name, outcome));
    }

    private Decoding decode(int decoder, byte[] file) throws Exception {
        return decode("", decoder, file);
    }

    private Decoding decode(String name, int decoder, byte[] file) throws Exception {
        try {
            return thread.submit(() -> {
                        long before = threads.getCurrentThreadAllocatedBytes();
                        long started = System.nanoTime();
                        DecodeResult result = decoders.get(decoder).decode(file);
                        return new Decoding(
                                result, threads.getCurrentThreadAllocatedBytes() - before, System.nanoTime() - started);
                    })
                    .get(NEVER_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no outcome: " + name, e);
        }
    }

    private void assertSound(DecodeResult result, int decoder, String name) {
        List<Image> images = result instanceof DecodeResult.Animation animation
                ? animation.images()
                : List.of(((DecodeResult.Decoded) result).image());
        ImageShape shape = decoders.get(decoder).shape();
        assertThat(images)
                .as(name)
                .isNotEmpty()
                .allSatisfy(image -> assertThat(image.shape()).isEqualTo(shape));
    }

    /** From the limits: what the pictures' decoders may take, a canvas, copies of what is shown, and copies of the file. */
    private static long bound(byte[] file) {
        long copies = ANY_FILE + 6L * file.length;
        try {
            FileFormat format = FileFormat.of(file).orElseThrow();
            Container container = Container.walk(format, file);
            if (container.width() > DecodingRules.MOST_SIDE || container.height() > DecodingRules.MOST_SIDE) {
                return copies;
            }
            long pictures = container.frames().stream()
                    .mapToLong(frame -> frame.picture().memory())
                    .sum();
            int shown = Math.min(container.frames().size(), DecodingRules.DEFAULT.animationFrames());
            return copies + pictures + (long) COPIES_PER_PIXEL * (1 + shown) * container.width() * container.height();
        } catch (NoSuchElementException | UndecodableException e) {
            return copies;
        }
    }

    private static void resetHighWaterMark() {
        System.gc();
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    private static long highWaterMark() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}
