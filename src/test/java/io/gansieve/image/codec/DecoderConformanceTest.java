package io.gansieve.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Holds decoding to what other decoders show: hundreds of files of every kind, beside reference pixels, which
 * {@code .ci/reference-images} makes. Leaves the greatest and the mean difference of each kind in {@code table.md} beside them.
 */
class DecoderConformanceTest {
    private static final Path FOLDER = Path.of("target", "conformance");
    private static final boolean REQUIRED = "required".equals(System.getProperty("gansieve.conformance"));

    @Test
    void showsWhatOtherDecodersShow() throws IOException {
        String missing = FOLDER.resolve("index.tsv") + " is made by .ci/reference-images";
        boolean made = Files.exists(FOLDER.resolve("index.tsv"));
        if (REQUIRED) {
            assertThat(made).as(missing).isTrue();
        } else {
            assumeThat(made).as(missing).isTrue();
        }
        List<ReferenceFile> files = ReferenceFile.all(FOLDER);
        Conformance conformance = new Conformance();

        for (ReferenceFile file : files) {
            conformance.compare(file);
        }

        Files.writeString(FOLDER.resolve("table.md"), conformance.table());
        assertThat(files).hasSizeGreaterThan(500);
        assertThat(conformance.failures()).as("files with other pixels").isEmpty();
    }
}
