package io.gansieve.image.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names what people send that is no image in a format that is read, and says what to do about it. Looks at the first few kilobytes
 * alone, and never fails.
 */
final class ForeignFormat {
    private static final int HEAD = 4096;
    private static final String CONVERT = ": convert it to PNG, JPEG or lossless WebP";
    private static final String BYTES = ": send the bytes of the file themselves";
    private static final String FORM = ": send the file alone, curl --data-binary @FILE";

    /** What a file of the kind starts with, a byte a character; the longer of two beginnings first. */
    private static final List<Map.Entry<String, String>> BEGINNINGS = List.of(
            Map.entry("\u00ff\n", "a JPEG XL file" + CONVERT),
            Map.entry("\0\0\0\fJXL ", "a JPEG XL file" + CONVERT),
            Map.entry("\0\0\0\fjP  ", "a JPEG 2000 file" + CONVERT),
            Map.entry("\u00ffO\u00ffQ", "a JPEG 2000 file" + CONVERT),
            Map.entry("II*\0", "a TIFF or camera raw file" + CONVERT),
            Map.entry("MM\0*", "a TIFF or camera raw file" + CONVERT),
            Map.entry("II+\0", "a TIFF file" + CONVERT),
            Map.entry("MM\0+", "a TIFF file" + CONVERT),
            Map.entry("%PDF", "a PDF file: send its pictures, one a record"),
            Map.entry("%!PS", "a PostScript file" + CONVERT),
            Map.entry("8BPS", "a Photoshop file" + CONVERT),
            Map.entry("\0\0\1\0", "an icon file" + CONVERT),
            Map.entry("\0\0\2\0", "a cursor file" + CONVERT),
            Map.entry("qoif", "a QOI file" + CONVERT),
            Map.entry("v/1\1", "an OpenEXR file" + CONVERT),
            Map.entry("DDS ", "a DDS file" + CONVERT),
            Map.entry("\u001aE\u00df\u00a3", "a WebM or Matroska video: send its frames, one a record"),
            Map.entry("\u001f\u008b", "gzip-compressed data: send the file uncompressed"),
            Map.entry("PK\3\4", "a zip archive: send the files in it, one a record"),
            Map.entry("(\u00b5/\u00fd", "zstd-compressed data: send the file uncompressed"),
            Map.entry("BZh", "bzip2-compressed data: send the file uncompressed"),
            Map.entry("\u00fd7zXZ\0", "xz-compressed data: send the file uncompressed"),
            Map.entry("\u00ac\u00ed\0\5", "a serialized Java object: produce with a ByteArraySerializer"),
            Map.entry("data:", "a data: URL" + BYTES),
            Map.entry("http://", "an address: fetch the file and send its bytes"),
            Map.entry("https://", "an address: fetch the file and send its bytes"),
            Map.entry("file:", "an address: send the bytes of the file behind it"));

    /** What text conversions make of the first bytes of files that are read. */
    private static final List<Map.Entry<String, String>> MANGLED = List.of(
            Map.entry("\u0089PNG", "PNG"),
            Map.entry("\u00ef\u00bf\u00bdPNG", "PNG"),
            Map.entry("\u00c2\u0089PNG", "PNG"),
            Map.entry("\tPNG", "PNG"),
            Map.entry("?PNG", "PNG"),
            Map.entry("\u00ef\u00bf\u00bd\u00ef\u00bf\u00bd\u00ef\u00bf\u00bd", "JPEG"),
            Map.entry("\u00c3\u00bf\u00c3\u0098\u00c3\u00bf", "JPEG"),
            Map.entry("\u007fX\u007f", "JPEG"));

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{16,}");
    /** Sixteen bytes of it, which may stand apart. A repetition without end could outgrow the stack. */
    private static final Pattern HEX = Pattern.compile("(?:0x|\\\\x)?((?:[0-9a-fA-F]{2}\\s?){16})");

    private static final Pattern SVG = Pattern.compile("<svg[\\s>]");
    private static final Pattern FORM_FIELDS = Pattern.compile("[\\w.%-]+=\\S*");
    private static final Pattern JSON_TEXT = Pattern.compile("\"(?:data:image/[a-z+]+;base64,)?([A-Za-z0-9+/_-]{16,})");
    private static final int DECODED = 48;

    /** Of records of Confluent's serializers: a zero, four bytes of an id, and up to six of a length or of indexes. */
    private static final int MOST_PREFIX = 11;

    private ForeignFormat() {}

    /** A phrase that can follow "found". */
    static String describe(byte[] file) {
        String head = new String(file, 0, Math.min(HEAD, file.length), StandardCharsets.ISO_8859_1);
        return boxes(head)
                .or(() -> riff(head))
                .or(() -> beginning(head))
                .or(() -> registry(file))
                .or(() -> mangled(head))
                .or(() -> encoded(head))
                .or(() -> text(head))
                .orElseGet(
                        () -> "a file that starts with " + HexFormat.of().formatHex(file, 0, Math.min(8, file.length)));
    }

    /** ISO base media files, by their major or compatible brands. */
    private static Optional<String> boxes(String head) {
        if (!head.startsWith("ftyp", 4)) {
            return Optional.empty();
        }
        String brands = head.substring(8, Math.min(head.length(), 40));
        if (brands.contains("avif") || brands.contains("avis")) {
            return Optional.of("an AVIF file" + CONVERT);
        }
        boolean heif = List.of("heic", "heix", "hevc", "heim", "heis", "mif1", "msf1").stream()
                .anyMatch(brands::contains);
        return Optional.of(
                heif ? "a HEIC or HEIF file" + CONVERT : "an MP4 or QuickTime video: send its frames, one a record");
    }

    private static Optional<String> riff(String head) {
        if (!head.startsWith("RIFF")) {
            return Optional.empty();
        }
        String kind =
                head.startsWith("AVI ", 8) ? "an AVI video" : head.startsWith("WAVE", 8) ? "a sound" : "a RIFF file";
        return Optional.of(kind + ", which is no WebP file");
    }

    private static Optional<String> beginning(String head) {
        return BEGINNINGS.stream()
                .filter(entry -> head.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static Optional<String> registry(byte[] file) {
        if (file.length < MOST_PREFIX || file[0] != 0) {
            return Optional.empty();
        }
        for (int prefix = 5; prefix <= Math.min(MOST_PREFIX, file.length); prefix++) {
            Optional<FileFormat> behind =
                    FileFormat.of(Arrays.copyOfRange(file, prefix, Math.min(file.length, prefix + 32)));
            if (behind.isPresent()) {
                return Optional.of("%d bytes of a schema registry before a %s file: produce with a ByteArraySerializer"
                        .formatted(prefix, name(behind.get())));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> mangled(String head) {
        return MANGLED.stream()
                .filter(entry -> head.startsWith(entry.getKey()))
                .findFirst()
                .map(entry ->
                        "a %s file that was changed as if it were text (line ends, eighth bits or an encoding): send it as bytes"
                                .formatted(entry.getValue()));
    }

    /** Base64 or hexadecimal text of a file that is read; quotation marks of JSON may stand around it. */
    private static Optional<String> encoded(String head) {
        String text = head.strip();
        String bare = text.startsWith("\"") ? text.substring(1) : text;
        Matcher hex = HEX.matcher(bare);
        if (hex.lookingAt()) {
            String digits = hex.group(1).replaceAll("\\s", "");
            Optional<FileFormat> inside = FileFormat.of(HexFormat.of().parseHex(digits));
            if (inside.isPresent()) {
                return Optional.of("hexadecimal text of a %s file%s".formatted(name(inside.get()), BYTES));
            }
        }
        return base64(bare).map(inside -> "base64 text of a %s file%s".formatted(name(inside), BYTES));
    }

    /** What the base64 text at the start decodes to. */
    private static Optional<FileFormat> base64(String text) {
        Matcher matcher = BASE64.matcher(text);
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        String digits = matcher.group().replace('-', '+').replace('_', '/');
        String whole = digits.substring(0, Math.min(DECODED, digits.length()) / 4 * 4);
        return FileFormat.of(Base64.getDecoder().decode(whole));
    }

    private static Optional<String> text(String head) {
        if (head.chars().allMatch(c -> c == 0)) {
            return Optional.of("zeros alone: the file may not have been written when it was read");
        }
        if (head.startsWith("\u00ff\u00fe") || head.startsWith("\u00fe\u00ff")) {
            return Optional.of("UTF-16 text" + BYTES);
        }
        String text = (head.startsWith("\u00ef\u00bb\u00bf") ? head.substring(3) : head).strip();
        String lower = text.toLowerCase(Locale.ROOT);
        if (text.startsWith("--") && lower.contains("content-disposition:")) {
            return Optional.of("a multipart form" + FORM);
        }
        if (lower.startsWith("<") && SVG.matcher(lower).find()) {
            return Optional.of("an SVG drawing" + CONVERT);
        }
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html") || lower.startsWith("<head")) {
            return Optional.of("an HTML page, perhaps an error page in the place of the file");
        }
        if (lower.startsWith("<?xml")) {
            return Optional.of("an XML document" + BYTES);
        }
        if (text.startsWith("{") || text.startsWith("[") || text.startsWith("\"")) {
            return Optional.of(json(text));
        }
        if (isPrintable(head)) {
            return Optional.of(
                    FORM_FIELDS.matcher(text).matches()
                            ? "a form's fields" + FORM
                            : "plain text, %s%s".formatted(quoted(text), BYTES));
        }
        return Optional.empty();
    }

    private static String json(String text) {
        Matcher values = JSON_TEXT.matcher(text);
        while (values.find()) {
            Optional<FileFormat> inside = base64(values.group(1));
            if (inside.isPresent()) {
                return "JSON with base64 text of a %s file%s".formatted(name(inside.get()), BYTES);
            }
        }
        return "JSON" + BYTES;
    }

    private static boolean isPrintable(String head) {
        return head.chars().allMatch(c -> (c >= ' ' && c != 0x7f) || c == '\n' || c == '\r' || c == '\t')
                && head.chars().filter(c -> c < 0x80).count() * 2 > head.length();
    }

    /** The first few characters, none of which can end a line. */
    private static String quoted(String text) {
        String start = text.substring(0, Math.min(16, text.length())).replaceAll("[^ -~]", "?");
        return "'" + start + "'";
    }

    private static String name(FileFormat format) {
        return format == FileFormat.WEBP ? "WebP" : format.name();
    }
}
