package io.gansieve.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.gansieve.image.ImageFit;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Png;
import io.gansieve.image.codec.DecodeResult.Undecodable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ForeignFormatTest {
    private static final byte[] PNG = Png.encode(Fixtures.random(ImageShape.MNIST, 2));

    private static Undecodable refuse(byte[] file) {
        DecodeResult result = new ImageDecoder(ImageShape.MNIST, ImageFit.RESIZE).decode(file);
        assertThat(result).isInstanceOf(Undecodable.class);
        return (Undecodable) result;
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** @param named in the message */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Sent(byte[] file, String named) {}

    private static void add(List<Sent> files, byte[] file, String named) {
        files.add(new Sent(file, named));
    }

    private static List<Sent> files() throws IOException {
        List<Sent> files = new ArrayList<>();
        add(files, latin("\0\0\0\u001cftypavif\0\0\0\0mif1miafavif"), "an AVIF file");
        add(files, latin("\0\0\0\u001cftypmif1\0\0\0\0mif1avifmiaf"), "an AVIF file");
        add(files, latin("\0\0\0\u0018ftypheic\0\0\0\0mif1heic"), "a HEIC or HEIF file");
        add(files, latin("\0\0\0\u0018ftypmif1\0\0\0\0mif1heic"), "a HEIC or HEIF file");
        add(files, latin("\0\0\0\u0018ftypisom\0\0\2\0isomiso2"), "an MP4 or QuickTime video");
        add(files, latin("\u00ff\nOOBq!"), "a JPEG XL file");
        add(files, latin("\0\0\0\fJXL \r\n\u0087\n"), "a JPEG XL file");
        add(files, latin("\0\0\0\fjP  \r\n\u0087\n"), "a JPEG 2000 file");
        add(files, latin("II*\0\b\0\0\0"), "a TIFF or camera raw file");
        add(files, latin("MM\0*\0\0\0\b"), "a TIFF or camera raw file");
        add(files, latin("%PDF-1.7"), "a PDF file");
        add(files, latin("\0\0\1\0\1\0 "), "an icon file");
        add(files, latin("\u001aE\u00df\u00a3\u009f"), "a WebM or Matroska video");
        add(files, latin("\u001f\u008b\b\0"), "gzip-compressed data");
        add(files, latin("PK\3\4\n\0"), "a zip archive");
        add(files, latin("RIFF\0\0\0\0AVI LIST"), "an AVI video");
        add(files, latin("\u00ac\u00ed\0\5sr"), "a serialized Java object");
        add(files, latin("<svg xmlns='http://www.w3.org/2000/svg'/>"), "an SVG drawing");
        add(
                files,
                latin("\u00ef\u00bb\u00bf<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE svg>\n<svg >"),
                "an SVG drawing");
        add(files, latin("<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>"), "an XML document");
        add(files, latin("\n<!DOCTYPE html><title>404</title>"), "an HTML page");
        add(files, latin("{\"url\":\"a.png\"}"), "JSON: send the bytes");
        add(
                files,
                latin("{\"image\":\"" + Base64.getEncoder().encodeToString(PNG) + "\"}"),
                "JSON with base64 text of a PNG");
        add(files, latin("\"" + Base64.getEncoder().encodeToString(PNG) + "\""), "base64 text of a PNG file");
        add(files, Base64.getEncoder().encode(PNG), "base64 text of a PNG file");
        add(files, Base64.getMimeEncoder().encode(Fixtures.WEBP_RED), "base64 text of a WebP file");
        add(files, Base64.getUrlEncoder().encode(Fixtures.animatedGif(1)), "base64 text of a GIF file");
        add(
                files,
                Base64.getEncoder().encode(Fixtures.file("bmp", Fixtures.buffered(1, 9, 9, 7))),
                "base64 text of a BMP file");
        add(files, latin("data:image/png;base64,iVBORw0KGgo"), "a data: URL");
        add(files, latin("https://example.org/a.png"), "an address");
        add(files, latin(HexFormat.of().formatHex(PNG)), "hexadecimal text of a PNG file");
        add(files, concat(new byte[] {0, 0, 0, 1, 2}, PNG), "5 bytes of a schema registry before a PNG file");
        add(
                files,
                concat(new byte[] {0, 0, 0, 1, 2, (byte) 0x90, 7}, PNG),
                "7 bytes of a schema registry before a PNG");
        add(
                files,
                latin("--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.png\"\r\n\r\n"),
                "a multipart form: send the file alone, curl --data-binary @FILE");
        add(files, latin("file=%89PNG%0D%0A"), "a form's fields");
        add(files, changed("\r\n", "\n"), "a PNG file that was changed as if it were text");
        add(files, changed("\n", "\r\n"), "a PNG file that was changed as if it were text");
        add(
                files,
                new String(PNG, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8),
                "a PNG file that was changed");
        add(
                files,
                new String(PNG, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8),
                "a PNG file that was changed");
        add(files, seventh(PNG), "a PNG file that was changed");
        byte[] jpeg = JpegCodec.encode(Fixtures.random(ImageShape.MNIST, 2), 80);
        add(
                files,
                new String(jpeg, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8),
                "a JPEG file that was changed");
        add(files, new byte[100], "zeros alone");
        add(files, "hello, world".getBytes(Charset.forName("UTF-16")), "UTF-16 text");
        add(files, latin("hello, world"), "plain text, 'hello, world'");
        add(files, latin("BMW 320i, silver, one owner"), "plain text, 'BMW 320i, silver'");
        add(files, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, "a file that starts with 0102030405060708");
        return files;
    }

    private static byte[] changed(String from, String to) {
        return latin(new String(PNG, StandardCharsets.ISO_8859_1).replace(from, to));
    }

    private static byte[] seventh(byte[] file) {
        byte[] stripped = file.clone();
        for (int i = 0; i < stripped.length; i++) {
            stripped[i] &= 0x7f;
        }
        return stripped;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first);
        all.writeBytes(second);
        return all.toByteArray();
    }

    @Test
    void namesWhatPeopleSendAndSaysWhatToDo() throws IOException {
        files().forEach(sent -> {
            String named = sent.named();
            Undecodable refused = refuse(sent.file());
            assertThat(refused.reason()).as(named).isEqualTo(DecodeResult.Reason.UNSUPPORTED_FORMAT);
            assertThat(refused.message())
                    .startsWith("expected PNG, JPEG, GIF, BMP or WebP, found ")
                    .contains(named)
                    .hasSizeLessThan(250)
                    .matches("[ -~]+");
        });
    }

    @Test
    void standsLongRepetitions() {
        for (String part :
                new String[] {"00 ", "89504e47", "A", "--", "<", "{\"", "[", "a=b&", "\n", "\\x00", "data:", "=", "0x"
                }) {
            assertThat(ForeignFormat.describe(latin(part.repeat(20_000)))).isNotBlank();
        }
    }

    @Test
    void alwaysHasAnAnswer() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        for (Sent sent : files()) {
            byte[] file = sent.file();
            for (int i = 0; i < 200; i++) {
                byte[] broken = Arrays.copyOf(file, 1 + random.nextInt(file.length));
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
                assertThat(ForeignFormat.describe(broken)).isNotBlank().matches("[ -~]+");
            }
        }
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(1, 6000)];
            random.nextBytes(bytes);
            assertThat(ForeignFormat.describe(bytes)).isNotBlank();
        }
    }
}
