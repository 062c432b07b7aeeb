package io.gansieve.streams;

import io.gansieve.image.codec.Mutants;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
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

    /** Values that a number of a verdict or an example may be given. */
    private static final List<String> NUMBERS = List.of(
            "-9223372036854775808",
            "9223372036854775807",
            "9223372036854775808",
            "-2147483648",
            "2147483647",
            "-5",
            "-1",
            "0",
            "1",
            "1e999",
            "-1e999",
            "1e308",
            "1e-400",
            "\"NaN\"",
            "null",
            "{}");

    private static final List<String> TEXTS = List.of(
            "\"t-images\"",
            "\"t-models\"",
            "\"\"",
            "\"..\"",
            "null",
            "\"" + "x".repeat(300) + "\"",
            "\"" + "x".repeat(70_000) + "\"",
            "\"\\u0000\\u001b[2J\\u202e\"",
            "\"\\ud800\"",
            "\"" + "0".repeat(64) + "\"",
            "\"+1000000000-12-31T23:59:59Z\"",
            "\"-1000000000-01-01T00:00:00Z\"",
            "\"generated\"");

    private static final List<String> NUMBER_FIELDS = List.of(
            "partition",
            "offset",
            "timestamp",
            "logit",
            "probability",
            "modelVersion",
            "championEpoch",
            "schema",
            "class");

    private static final List<String> TEXT_FIELDS =
            List.of("topic", "sha256", "scoredAt", "verdict", "label", "source", "by", "shape");

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

    /** Of an image called {@code forged-NUMBER}; some fields have values that no scorer writes. */
    public Hostile verdict(int number) {
        SplittableRandom random = random(number, 4);
        String json =
                ("{\"schema\":1,\"imageId\":\"forged-%d\",\"sha256\":\"%s\",\"verdict\":\"REAL\",\"probability\":0.1,"
                                + "\"logit\":1.5,\"modelVersion\":1,\"championEpoch\":1,\"thresholds\":{\"real\":0.2,"
                                + "\"generated\":0.8,\"generatedIfProcessed\":0.9,\"targetFalsePositiveRate\":0.01},"
                                + "\"input\":{\"topic\":\"t-images\",\"partition\":0,\"offset\":7,\"timestamp\":0},"
                                + "\"scoredAt\":\"2023-11-14T22:00:00Z\"}")
                        .formatted(number, "0".repeat(64));
        return new Hostile(utf8("any key"), utf8(forged(json, random)), headers(random));
    }

    /** With pixels of a shape as its header has it before some fields get other values. */
    public Hostile example(int number, String shape, int pixels) {
        SplittableRandom random = random(number, 5);
        String json =
                ("{\"id\":\"forged-%d\",\"label\":\"real\",\"class\":3,\"source\":\"ddpm\",\"by\":\"ada\",\"logit\":1.5,"
                                + "\"modelVersion\":1,\"championEpoch\":1,\"shape\":\"%s\"}")
                        .formatted(number, shape);
        byte[] header = utf8(forged(json, random));
        // Noise: near-copies would start no rounds.
        byte[] noise = new byte[pixels];
        new SplittableRandom(number).nextBytes(noise);
        byte[] bytes = ByteBuffer.allocate(8 + header.length + pixels)
                .put(utf8("GSX"))
                .put((byte) (random.nextInt(10) == 0 ? random.nextInt(256) : 1 + random.nextInt(2)))
                .putInt(random.nextInt(10) == 0 ? random.nextInt() : header.length)
                .put(header)
                .put(noise)
                .array();
        boolean whole = random.nextInt(10) > 0;
        return new Hostile(
                key("forged-" + number, random),
                whole ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length)),
                headers(random));
    }

    private static String forged(String json, SplittableRandom random) {
        String forged = json;
        for (int more = random.nextInt(4); more > 0; more--) {
            boolean number = random.nextBoolean();
            List<String> fields = number ? NUMBER_FIELDS : TEXT_FIELDS;
            List<String> values = number ? NUMBERS : TEXTS;
            String value = values.get(random.nextInt(values.size()));
            String field = fields.get(random.nextInt(fields.size()));
            forged = forged.replaceFirst(
                    "\"" + field + "\":(\"[^\"]*\"|[-0-9.eE]+)",
                    Matcher.quoteReplacement("\"" + field + "\":" + value));
        }
        return forged;
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
