package io.gansieve.bench.coverage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a training can be taken up again.
 *
 * @param cpu that it had used
 * @param state as the learner writes it
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record Checkpoint(Duration cpu, byte[] state) {
    private static final String FILE = "checkpoint.bin";

    static Optional<Checkpoint> in(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        Duration cpu = Duration.ofNanos(bytes.getLong());
        byte[] state = new byte[bytes.remaining()];
        bytes.get(state);
        return Optional.of(new Checkpoint(cpu, state));
    }

    void write(Path folder) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + state.length);
        bytes.putLong(cpu.toNanos()).put(state);
        CoverageFiles.write(folder.resolve(FILE), bytes.array());
    }
}
