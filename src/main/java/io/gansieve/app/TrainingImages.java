package io.gansieve.app;

import io.gansieve.image.ImageFile;
import io.gansieve.image.ImageSource;
import io.gansieve.image.LabeledImage;
import io.gansieve.image.Sha256;
import io.gansieve.image.codec.DecodeResult;
import io.gansieve.image.codec.ImageDecoder;
import io.gansieve.replay.Example;
import io.gansieve.replay.ReplayBuffer;
import io.gansieve.replay.Standing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads image files into a replay buffer, in the order in which they are named: the same files give the same buffer, wherever they
 * lie. Animations, files that cannot be decoded and near-copies of images that are held are passed over, with one warning for each
 * kind and input. Used by one thread.
 */
final class TrainingImages {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingImages.class);

    private final ImageDecoder decoder;
    private final ReplayBuffer buffer;
    private final List<String> summaries = new ArrayList<>();

    TrainingImages(ImageDecoder decoder, ReplayBuffer buffer) {
        this.decoder = decoder;
        this.buffer = buffer;
    }

    /** What each input held, in one line that differs if any of its pixels, classes, labels or its source does. */
    List<String> summaries() {
        return List.copyOf(summaries);
    }

    void read(TrainingInput input) throws IOException {
        MessageDigest digest = Sha256.start();
        long taken = 0;
        PassedOver animations = new PassedOver();
        PassedOver refused = new PassedOver();
        PassedOver copies = new PassedOver();
        try (ImageSource files = ImageSource.open(input.location())) {
            for (Optional<ImageFile> next = files.next(); next.isPresent(); next = files.next()) {
                DecodeResult result = decoder.decode(next.get().bytes());
                if (result instanceof DecodeResult.Decoded decoded) {
                    LabeledImage image = new LabeledImage(
                            decoded.image(), input.label(), next.get().imageClass(), input.source());
                    Example example = example(summaries.size() + "/" + taken, image);
                    Standing standing = buffer.standing(example);
                    buffer.offer(example);
                    if (!standing.isTaken()) {
                        copies.add(
                                next.get(),
                                standing == Standing.DUPLICATE ? "held already" : "held under the other label");
                    }
                    digest.update(ByteBuffer.allocate(Integer.BYTES)
                            .putInt(image.imageClass().orElse(-1))
                            .flip());
                    digest.update(image.image().pixels());
                    taken++;
                } else if (result instanceof DecodeResult.Animation animation) {
                    animations.add(next.get(), animation.count() + " frames");
                } else if (result instanceof DecodeResult.Undecodable problem) {
                    refused.add(next.get(), problem.message());
                }
            }
        }
        animations.warn(input.location(), "animations, which train nothing,");
        refused.warn(input.location(), "files");
        copies.warn(input.location(), "near-copies of other images");
        summaries.add("%d %s images of %s, sha256 %s"
                .formatted(
                        taken,
                        input.label().text(),
                        input.source(),
                        HexFormat.of().formatHex(digest.digest())));
    }

    /** Under an id of its place, not its name, whose length would weigh in the buffer; as version 0 would have scored it. */
    private static Example example(String id, LabeledImage image) {
        return new Example(id, image, 0, 0, 0);
    }

    /** Files of one input that train nothing. */
    private static final class PassedOver {
        private long count;
        private String first = "";

        void add(ImageFile file, String why) {
            if (count++ == 0) {
                first = file.name() + ": " + why;
            }
        }

        void warn(String location, String what) {
            if (count > 0) {
                LOG.warn("{}: {} {} are passed over, the first one {}", location, count, what, first);
            }
        }
    }
}
