package io.gansieve.bench;

import io.gansieve.gan.Model;
import io.gansieve.gan.dl4j.EngineSteps;
import io.gansieve.gan.dl4j.StockSteps;
import java.util.Locale;

/** What is compared: a way to take the same step. */
enum Contender {
    GANSIEVE("gansieve", Upsampling.PIXEL_SHUFFLE),
    LIBTORCH("libtorch", Upsampling.PIXEL_SHUFFLE),
    GANSIEVE_DECONVOLUTION("gansieve", Upsampling.DECONVOLUTION),
    STOCK("stock layers", Upsampling.DECONVOLUTION);

    private final String engine;
    private final Upsampling upsampling;

    Contender(String engine, Upsampling upsampling) {
        this.engine = engine;
        this.upsampling = upsampling;
    }

    String engine() {
        return engine;
    }

    String upsampling() {
        return upsampling.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    TrainingSteps steps(Model model) {
        return switch (this) {
            case GANSIEVE, GANSIEVE_DECONVOLUTION -> new EngineSteps(model, upsampling);
            case LIBTORCH -> new LibtorchSteps(PairSize.of(model));
            case STOCK -> new StockSteps(PairSize.of(model));
        };
    }

    /** Floating-point operations of a step; the stock pattern takes more for the same result, which are not counted for it. */
    long flops(Model model) {
        try (EngineSteps same = new EngineSteps(model, upsampling)) {
            return same.flops();
        }
    }

    /** libtorch comes for one platform only. */
    boolean runsHere() {
        boolean natives = System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
        return this != LIBTORCH || natives;
    }
}
