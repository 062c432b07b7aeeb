package io.gansieve.streams;

import io.gansieve.image.Label;
import io.gansieve.image.Sha256;
import io.gansieve.scoring.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the label join keeps of a verdict: where the image lies and how it was scored, no pixels.
 *
 * @param digest the first eight bytes of the file's SHA-256: an image topic that was deleted and made again holds other images
 *     at the same positions
 * @param scoredAt epoch milliseconds
 * @param truth the label that the image has already, from its headers or the labels topic
 */
record IndexedVerdict(
        DeadLetters.Position position,
        long digest,
        double logit,
        long modelVersion,
        long championEpoch,
        long scoredAt,
        Optional<Truth> truth) {
    IndexedVerdict {
        if (position.partition() < 0 || position.offset() < 0) {
            throw new IllegalArgumentException(
                    "a verdict's input must have a partition and an offset of at least 0: %s@%d"
                            .formatted(position.partition(), position.offset()));
        }
        if (!Double.isFinite(logit)) {
            throw new IllegalArgumentException("a verdict's logit must be finite: " + logit);
        }
    }

    static IndexedVerdict of(Verdict verdict, Optional<Truth> truth) {
        Verdict.Input input = verdict.input();
        return new IndexedVerdict(
                new DeadLetters.Position(input.topic(), input.partition(), input.offset()),
                digest(verdict.sha256()),
                verdict.logit(),
                verdict.modelVersion(),
                verdict.championEpoch(),
                verdict.scoredAt().toEpochMilli(),
                truth);
    }

    /** Throws {@link IllegalArgumentException} with what was expected. */
    static IndexedVerdict decode(byte[] bytes) {
        try (DataInputStream in = JoinSchema.open(bytes, "a verdict")) {
            return new IndexedVerdict(
                    new DeadLetters.Position(in.readUTF(), in.readInt(), in.readLong()),
                    in.readLong(),
                    in.readDouble(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readBoolean() ? Optional.of(readTruth(in)) : Optional.empty());
        } catch (IOException e) {
            throw new IllegalArgumentException("expected a verdict as the join writes it", e);
        }
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            JoinSchema.write(out);
            out.writeUTF(position.topic());
            out.writeInt(position.partition());
            out.writeLong(position.offset());
            out.writeLong(digest);
            out.writeDouble(logit);
            out.writeLong(modelVersion);
            out.writeLong(championEpoch);
            out.writeLong(scoredAt);
            out.writeBoolean(truth.isPresent());
            if (truth.isPresent()) {
                writeTruth(out, truth.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes every byte", e);
        }
        return bytes.toByteArray();
    }

    IndexedVerdict with(Truth known) {
        return new IndexedVerdict(position, digest, logit, modelVersion, championEpoch, scoredAt, Optional.of(known));
    }

    boolean scored(byte[] file) {
        return hasDigest(Sha256.hex(file));
    }

    boolean hasDigest(String sha256) {
        return digest(sha256) == digest;
    }

    private static long digest(String sha256) {
        return Long.parseUnsignedLong(sha256, 0, Long.BYTES * 2, 16);
    }

    /** Without who said it, which the example knows. */
    private static void writeTruth(DataOutputStream out, Truth truth) throws IOException {
        out.writeUTF(truth.label().text());
        out.writeInt(truth.imageClass().orElse(-1));
        out.writeUTF(truth.source());
    }

    private static Truth readTruth(DataInputStream in) throws IOException {
        Label label = Label.parse(in.readUTF());
        int imageClass = in.readInt();
        return Truth.stored(
                label,
                imageClass < 0 ? OptionalInt.empty() : OptionalInt.of(imageClass),
                in.readUTF(),
                Optional.empty());
    }
}
