package io.gansieve.replay;

import io.gansieve.image.Image;
import io.gansieve.image.ImageShape;
import io.gansieve.image.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Locale;

/** What an example serves for, fixed by a hash of its decoded pixels: 80 % train, 10 % calibrate, 10 % gate. */
public enum Split {
    TRAIN(8),
    CALIBRATE(1),
    GATE(1);

    /** The tenths of images, and of the replay buffer's bytes. */
    private final int tenths;

    Split(int tenths) {
        this.tenths = tenths;
    }

    /**
     * The first eight bytes of the SHA-256 of height, width and channels (four bytes each, big-endian) and the pixels, modulo
     * ten: 0 to 7 train, 8 calibrate, 9 gate. Equal pixels thus never lie on both sides, under whatever id or label.
     */
    public static Split of(Image image) {
        ImageShape shape = image.shape();
        MessageDigest digest = Sha256.start();
        digest.update(ByteBuffer.allocate(12)
                .putInt(shape.height())
                .putInt(shape.width())
                .putInt(shape.channels())
                .flip());
        long hash = ByteBuffer.wrap(digest.digest(image.pixels())).getLong();
        long tenth = Long.remainderUnsigned(hash, 10);
        return tenth < 8 ? TRAIN : tenth == 8 ? CALIBRATE : GATE;
    }

    long shareOf(long bytes) {
        return bytes / 10 * tenths;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
