package io.gansieve.image.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Broken image files without end. Mutant {@code n} of a seed is always the same one, whatever came before it. Half of them get
 * their lengths and checksums mended, so that the damage reaches the codec behind them.
 */
public final class Mutants {
    private static final int[] NUMBERS = {
        0,
        1,
        2,
        7,
        8,
        9,
        100,
        255,
        256,
        1000,
        3999,
        4000,
        4001,
        16_383,
        16_384,
        32_767,
        32_768,
        65_535,
        65_536,
        16_000_000,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        -1,
        -2
    };

    private final long seed;
    private final List<Map.Entry<String, byte[]>> corpus;

    /** @param origin the whole file that it was made from */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    public record Mutant(int number, String origin, byte[] file) {}

    public Mutants(long seed) throws IOException {
        this.seed = seed;
        this.corpus = List.copyOf(FuzzFiles.all().entrySet());
    }

    public Mutant get(int number) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        Map.Entry<String, byte[]> origin = corpus.get(random.nextInt(corpus.size()));
        byte[] file = origin.getValue();
        if (isPng(file) && random.nextInt(3) == 0) {
            file = withBrokenData(file, random);
        } else {
            for (int left = 1 + random.nextInt(3); left > 0; left--) {
                file = broken(file, random);
            }
        }
        return new Mutant(number, origin.getKey(), random.nextBoolean() ? mended(file) : file);
    }

    private byte[] broken(byte[] file, SplittableRandom random) {
        if (file.length == 0) {
            return file;
        }
        return switch (random.nextInt(9)) {
            case 0 -> Arrays.copyOf(file, random.nextInt(file.length));
            case 1, 2 -> withFlippedBits(file, random);
            case 3 -> withRange(file, random, (byte) (random.nextBoolean() ? 0 : 255));
            case 4, 5 -> withNumber(file, random, random.nextInt(Math.min(64, file.length)));
            case 6 -> withNumber(file, random, random.nextInt(file.length));
            case 7 -> withoutOrTwice(file, random);
            default -> spliced(file, random);
        };
    }

    private static byte[] withFlippedBits(byte[] file, SplittableRandom random) {
        byte[] copy = file.clone();
        for (int left = 1 + random.nextInt(8); left > 0; left--) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    private static byte[] withRange(byte[] file, SplittableRandom random, byte value) {
        byte[] copy = file.clone();
        int from = random.nextInt(copy.length);
        Arrays.fill(copy, from, Math.min(copy.length, from + 1 + random.nextInt(16)), value);
        return copy;
    }

    private static byte[] withNumber(byte[] file, SplittableRandom random, int offset) {
        ByteBuffer copy = ByteBuffer.wrap(file.clone())
                .order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int number = NUMBERS[random.nextInt(NUMBERS.length)];
        int left = file.length - offset;
        if (left >= 4 && random.nextBoolean()) {
            copy.putInt(offset, number);
        } else if (left >= 2) {
            copy.putShort(offset, (short) number);
        } else {
            copy.put(offset, (byte) number);
        }
        return copy.array();
    }

    private static byte[] withoutOrTwice(byte[] file, SplittableRandom random) {
        int from = random.nextInt(file.length);
        int to = Math.min(file.length, from + 1 + random.nextInt(64));
        return random.nextBoolean()
                ? joined(Arrays.copyOf(file, from), Arrays.copyOfRange(file, to, file.length))
                : joined(Arrays.copyOf(file, to), Arrays.copyOfRange(file, from, file.length));
    }

    /** Two files in one: behind each other, or one's start with the other's rest. */
    private byte[] spliced(byte[] file, SplittableRandom random) {
        byte[] other = corpus.get(random.nextInt(corpus.size())).getValue();
        return switch (random.nextInt(3)) {
            case 0 -> joined(file, other);
            case 1 -> joined(Arrays.copyOf(other, Math.min(other.length, 16)), file);
            default -> {
                int cut = random.nextInt(Math.min(file.length, other.length));
                yield joined(Arrays.copyOf(file, cut), Arrays.copyOfRange(other, cut, other.length));
            }
        };
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Damage in what is compressed. */
    private byte[] withBrokenData(byte[] png, SplittableRandom random) {
        int start = indexOf(png, "IDAT");
        int length = ByteBuffer.wrap(png).getInt(start - 4);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(png, start + 4, length));
                DeflaterOutputStream out = new DeflaterOutputStream(data)) {
            out.write(broken(in.readAllBytes(), random));
        } catch (IOException e) {
            throw new IllegalStateException("a whole file inflates", e);
        }
        byte[] head = Arrays.copyOf(png, start - 4);
        byte[] tail = Arrays.copyOfRange(png, start + 4 + length + 4, png.length);
        return joined(joined(head, Fixtures.chunk("IDAT", data.toByteArray())), tail);
    }

    private static byte[] mended(byte[] file) {
        byte[] copy = file.clone();
        ByteBuffer buffer = ByteBuffer.wrap(copy);
        if (isPng(copy)) {
            mendChecksums(copy);
        } else if (copy.length > 20 && copy[0] == 'R' && copy[1] == 'I') {
            buffer.order(ByteOrder.LITTLE_ENDIAN).putInt(4, copy.length - 8);
        } else if (copy.length > 6 && copy[0] == 'B' && copy[1] == 'M') {
            buffer.order(ByteOrder.LITTLE_ENDIAN).putInt(2, copy.length);
        }
        return copy;
    }

    private static void mendChecksums(byte[] file) {
        ByteBuffer png = ByteBuffer.wrap(file);
        int offset = 8;
        while (offset + 12 <= file.length) {
            int length = png.getInt(offset);
            if (length < 0 || length > file.length - offset - 12) {
                return;
            }
            CRC32 crc = new CRC32();
            crc.update(file, offset + 4, length + 4);
            png.putInt(offset + 8 + length, (int) crc.getValue());
            offset += length + 12;
        }
    }

    private static boolean isPng(byte[] file) {
        return file.length > 8 && file[0] == (byte) 0x89 && file[1] == 'P';
    }

    private static int indexOf(byte[] file, String text) {
        return new String(file, StandardCharsets.ISO_8859_1).indexOf(text);
    }
}
