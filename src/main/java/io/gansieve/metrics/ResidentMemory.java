package io.gansieve.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process' memory as its machine counts it: networks, RocksDB and ONNX Runtime live outside Java's. Linux only; nothing
 * elsewhere.
 */
final class ResidentMemory implements MeterBinder {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String FIELD = "VmRSS:";

    @Override
    public void bindTo(MeterRegistry registry) {
        if (Files.isReadable(STATUS)) {
            Gauge.builder("process.resident.memory", ResidentMemory::bytes)
                    .description("Physical memory of the process, Java's and native")
                    .baseUnit(BaseUnits.BYTES)
                    .register(registry);
        }
    }

    /** From a line such as {@code VmRSS: 904884 kB}. */
    private static double bytes() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(FIELD))
                    .mapToDouble(line -> 1024.0
                            * Long.parseLong(line.substring(FIELD.length(), line.length() - " kB".length())
                                    .strip()))
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
