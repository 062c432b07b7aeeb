package io.gansieve.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What {@code version/N} holds: the version's metadata, and the size and SHA-256 of each of its parts. It is written after the parts,
 * so a reader that finds all of them as they are stated here has the version whole.
 *
 * @param files in the order in which the parts, one after the other, hold them; their SHA-256 are in the metadata
 * @param parts none once the weights are gone
 */
public record Manifest(int schema, ModelVersion metadata, Weights weights, List<FileSize> files, List<Part> parts) {
    /** 1 is an {@link Envelope}: the version in one record. */
    public static final int SCHEMA = 2;

    public static final int MAX_PARTS = 80;

    private static final int MAX_FILES = 16;

    /** Whether the parts are on the topic, or were thinned out and only what is known of the version is left. */
    public enum Weights {
        HELD,
        GONE;

        @JsonCreator
        public static Weights parse(String text) {
            return Arrays.stream(values())
                    .filter(weights -> weights.text().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("weights must be held or gone: " + text));
        }

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public record FileSize(String name, int bytes) {
        public FileSize {
            if (bytes < 0) {
                throw new IllegalArgumentException("%s must not have a negative size: %d".formatted(name, bytes));
            }
        }
    }

    /** @param sha256 in hex */
    public record Part(int bytes, String sha256) {
        public Part {
            if (bytes < 1) {
                throw new IllegalArgumentException("a part must have at least one byte: " + bytes);
            }
        }
    }

    public Manifest {
        if (schema < SCHEMA) {
            throw new IllegalArgumentException("a manifest's schema must be at least %d: %d".formatted(SCHEMA, schema));
        }
        if (schema > SCHEMA) {
            throw new IllegalArgumentException(
                    "schema of a manifest must be at most %d, a newer release wrote %d".formatted(SCHEMA, schema));
        }
        files = List.copyOf(files);
        parts = List.copyOf(parts);
        if (parts.size() > MAX_PARTS || files.size() > MAX_FILES) {
            throw new IllegalArgumentException("a version must have at most %d parts of %d files: %d of %d"
                    .formatted(MAX_PARTS, MAX_FILES, parts.size(), files.size()));
        }
        long inFiles = files.stream().mapToLong(FileSize::bytes).sum();
        long inParts = parts.stream().mapToLong(Part::bytes).sum();
        if (inFiles != inParts) {
            throw new IllegalArgumentException(
                    "the parts of a version must hold its files of %d bytes: %d".formatted(inFiles, inParts));
        }
    }

    /** Of all parts together. */
    public long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    /** What stays for the record when the weights go: who served, and what the gate had measured. */
    public Manifest thinned() {
        return gone(metadata);
    }

    /** Of a version whose weights are no longer held. */
    public static Manifest gone(ModelVersion metadata) {
        return new Manifest(SCHEMA, metadata.summary(), Weights.GONE, List.of(), List.of());
    }
}
