package io.gansieve.image.codec;

import java.util.Locale;
import java.util.Optional;

/** The formats that are read, told apart by their first bytes and never by a name. */
enum FileFormat {
    PNG,
    JPEG,
    GIF,
    BMP,
    WEBP;

    static Optional<FileFormat> of(byte[] file) {
        FileBytes bytes = new FileBytes("", file);
        if (bytes.has(0, "\u0089PNG\r\n\u001a\n")) {
            return Optional.of(PNG);
        }
        if (bytes.has(0, "\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        }
        if (bytes.has(0, "GIF87a") || bytes.has(0, "GIF89a")) {
            return Optional.of(GIF);
        }
        if (bytes.has(0, "BM") && isBmp(bytes)) {
            return Optional.of(BMP);
        }
        if (bytes.has(0, "RIFF") && bytes.has(8, "WEBP")) {
            return Optional.of(WEBP);
        }
        return Optional.empty();
    }

    /** Texts may start with these two letters: the size of the second header, 1024 bytes at most, has two high bytes of zero. */
    private static boolean isBmp(FileBytes bytes) {
        return bytes.length() < 18 || bytes.has(16, "\0\0");
    }

    /** As verdicts name it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
