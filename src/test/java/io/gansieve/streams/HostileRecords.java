package io.gansieve.streams;

import io.gansieve.image.codec.Mutants;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Records that no honest sender writes. Record {@code n} of a seed is always the same one. */
public final class HostileRecords {
    private static final int MIB = 1 << 20;

    /** Values that a JSON field may be given, right or wrong. */
    private static final List<String> VALUES = List.of(
            "\"real\"",
            "\"generated\"",
            "\"REAL\"",
            "\"\"",
            "null",
            "true",
            "0",
            "3",
            "-1",
            "2147483648",
            "99999999999999999999999",
            "1e400",
            "1E1000000000",
            "0.5",
            "NaN",
            "-Infinity",
            "9".repeat(2000),
            "[]",
            "{}",
            "[\"real\"]",
            "{\"@class\":\"java.lang.Runtime\"}",
            "\"\\ud800\"",
            "\"\\u0000\\u001b[2J\\r\\n\"",
            "\"" + "x".repeat(300) + "\"",
            "\"" + "x".repeat(MIB) + "\"",
            "{\"a\":".repeat(5000) + "1" + "}".repeat(5000),
            "[".repeat(100_000));

    private static final List<String> LABEL_FIELDS = List.of("label", "class", "source", "@class", "", "label");
    private static final List<String> COMMAND_FIELDS = List.of("command", "version", "id", "who", "@type", "command");
    private static final List<String> COMMANDS = List.of(
            "\"promote\"",
            "\"rollback\"",
            "\"unpin\"",
            "\"pause\"",
            "\"resume\"",
            "\"forget\"",
            "\"java.lang.Object\"");

    private final long seed;
    private final Mutants mutants;

    /** @param headers of which some may come twice, or with a value that is no text */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    public record Hostile(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {}

    public HostileRecords(long seed) throws IOException {
        this.seed = seed;
        this.mutants = new Mutants(seed);
    }

    public Hostile image(int number) {
        SplittableRandom random = random(number, 1);
        byte[] file = mutants.get(number).file();
        return switch (random.nextInt(200)) {
            case 0 -> new Hostile(key("image-" + number, random), null, new RecordHeaders());
            case 1 -> new Hostile(key("image-" + number, random), Arrays.copyOf(file, (8 << 20) + 1), headers(random));
            case 2 -> new Hostile(key("image-" + number, random), Arrays.copyOf(file, (15 << 20)), headers(random));
            default -> new Hostile(key("image-" + number, random), file, headers(random));
        };
    }

    /** Of images that nobody has sent: whether a label meets a verdict in time is not for chance to say. */
    public Hostile label(int number) {
        SplittableRandom random = random(number, 2);
        return new Hostile(key("label-" + number, random), json(random, LABEL_FIELDS, "\"real\""), headers(random));
    }

    /** Under a key of its own, so that its answer can be told; never {@code train-now}. */
    public Hostile command(int number) {
        SplittableRandom random = random(number, 3);
        String command = COMMANDS.get(random.nextInt(COMMANDS.size()));
        byte[] json = random.nextInt(20) == 0 ? utf8(command) : json(random, COMMAND_FIELDS, command);
        return new Hostile(utf8("command-" + number), json, headers(random));
    }

    private SplittableRandom random(int number, int kind) {
        return new SplittableRandom((seed * 31 + kind) * 1_000_003 + number);
    }

    /** Unlike any other record's, unless there is none. */
    private static byte @Nullable [] key(String name, SplittableRandom random) {
        byte[] own = utf8(name);
        return switch (random.nextInt(12)) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> padded(own, 64 << 10, (byte) 0);
            case 3 -> padded(own, (64 << 10) + 1, (byte) 'k');
            case 4 -> padded(own, 50_000, (byte) 0xff);
            case 5 -> padded(own, 40, (byte) '\n');
            case 6 -> padded(own, 300 << 10, (byte) 'k');
            default -> own;
        };
    }

    private static byte[] padded(byte[] start, int length, byte filler) {
        byte[] key = Arrays.copyOf(start, length);
        Arrays.fill(key, start.length, length, filler);
        return key;
    }

    private static Headers headers(SplittableRandom random) {
        RecordHeaders headers = new RecordHeaders();
        if (random.nextInt(3) == 0) {
            return headers;
        }
        headers.add(
                "label", random.nextInt(3) == 0 ? bytes(random) : utf8(random.nextBoolean() ? "real" : "generated"));
        for (int more = random.nextInt(4); more > 0; more--) {
            String name = List.of("label", "class", "source", "", "gansieve.reason", "gansieve.forgotten", "\ufffd\n")
                    .get(random.nextInt(7));
            headers.add(name, bytes(random));
        }
        if (random.nextInt(40) == 0) {
            headers.add("source", new byte[256 << 10]);
        }
        if (random.nextInt(40) == 0) {
            for (int i = 0; i < 5000; i++) {
                headers.add("h" + i, null);
            }
        }
        return headers;
    }

    private static byte @Nullable [] bytes(SplittableRandom random) {
        return switch (random.nextInt(10)) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> new byte[] {(byte) 0xc3, 0x28};
            case 3 -> utf8("99999999999");
            case 4 -> utf8("-1");
            case 5 -> utf8("x".repeat(201));
            case 6 -> utf8("7");
            case 7 -> utf8("real\u0000\r\n");
            case 8 -> new byte[100_000];
            default -> utf8("ddpm");
        };
    }

    private static byte[] json(SplittableRandom random, List<String> fields, String first) {
        StringBuilder text =
                new StringBuilder("{\"").append(fields.get(0)).append("\":").append(first);
        for (int more = random.nextInt(4); more > 0; more--) {
            text.append(",\"")
                    .append(fields.get(random.nextInt(fields.size())))
                    .append("\":")
                    .append(VALUES.get(random.nextInt(VALUES.size())));
        }
        byte[] whole = utf8(text.append('}').toString());
        return switch (random.nextInt(10)) {
            case 0 -> Arrays.copyOf(whole, random.nextInt(whole.length));
            case 1 -> flipped(whole, random);
            case 2 -> utf8(VALUES.get(random.nextInt(VALUES.size())));
            case 3 -> utf8(text + "{}");
            case 4 -> text.toString().getBytes(StandardCharsets.UTF_16);
            case 5 -> utf8("\ufeff" + text);
            case 6 -> new byte[] {(byte) 0xff, (byte) 0xfe, (byte) 0x7b, (byte) 0x7d};
            default -> whole;
        };
    }

    private static byte[] flipped(byte[] whole, SplittableRandom random) {
        byte[] copy = whole.clone();
        for (int left = 1 + random.nextInt(5); left > 0; left--) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
