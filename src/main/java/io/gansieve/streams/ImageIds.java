package io.gansieve.streams;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Names images: a key is any bytes, an id is text. */
public final class ImageIds {
    private static final String BINARY = "base64:";

    private ImageIds() {}

    /** The key as UTF-8; {@code base64:…} if it is not UTF-8; {@code topic-partition@offset} if it is null or empty. */
    public static String of(byte @Nullable [] key, String topic, int partition, long offset) {
        if (key == null || key.length == 0) {
            return position(topic, partition, offset);
        }
        return of(key);
    }

    /** The id of an image that has a key; a key that is an id already (a label's) stays as it is. */
    static String of(byte[] key) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
        } catch (CharacterCodingException e) {
            return BINARY + Base64.getEncoder().encodeToString(key);
        }
    }

    /** Where a record lies, as {@code topic-partition@offset}. */
    static String position(String topic, int partition, long offset) {
        return topic + "-" + partition + "@" + offset;
    }
}
