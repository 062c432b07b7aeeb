package io.gansieve.app;

import io.gansieve.scoring.TinyClassifier;
import java.util.function.Supplier;

/** Says of itself what {@link TinyClassifier} says. */
record TinyTraining(Supplier<byte[]> made) implements DigitClassifier.Training {
    @Override
    public int recipe() {
        return TinyClassifier.RECIPE;
    }

    @Override
    public String dataSha256() {
        return TinyClassifier.DATA_SHA256;
    }

    @Override
    public byte[] onnx() {
        return made.get();
    }
}
