package io.gansieve.image;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The MNIST database of handwritten digits, which comes with the program (see NOTICE). */
public enum Mnist {
    TRAIN("train"),
    TEST("t10k");

    private final String file;

    Mnist(String file) {
        this.file = file;
    }

    /** Reads {@code mnist:train} or {@code mnist:test}. */
    static Optional<Mnist> named(String location) {
        return Arrays.stream(values())
                .filter(part -> location.equals("mnist:" + part.text()))
                .findFirst();
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All images, 28x28x1 each, white on black. */
    public List<Image> images() throws IOException {
        return IdxImages.readAll(imagesName(), resource(imagesName()));
    }

    /** The digit on each image. */
    public int[] digits() throws IOException {
        return IdxLabels.readAll(labelsName(), resource(labelsName()));
    }

    /** Of the files with the images and digits as they are packed, in hex: quicker than to unpack them. */
    public String sha256() throws IOException {
        MessageDigest sha256 = Sha256.start();
        for (String name : List.of(imagesName(), labelsName())) {
            try (InputStream file = resource(name)) {
                sha256.update(file.readAllBytes());
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    IdxImages open() throws IOException {
        return IdxImages.open(imagesName(), resource(imagesName()));
    }

    private String imagesName() {
        return "/mnist/" + file + "-images-idx3-ubyte.gz";
    }

    private String labelsName() {
        return "/mnist/" + file + "-labels-idx1-ubyte.gz";
    }

    private static InputStream resource(String name) throws IOException {
        return Optional.ofNullable(Mnist.class.getResourceAsStream(name))
                .orElseThrow(() -> new IOException("expected the resource " + name + " on the class path, found none"));
    }
}
