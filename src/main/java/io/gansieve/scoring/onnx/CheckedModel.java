package io.gansieve.scoring.onnx;

/** A file that passed the check, so that a session may be opened on it. Only {@link ModelCheck} makes one. */
public final class CheckedModel {
    private final byte[] onnx;
    private final int batch;
    private final long memory;
    private final long work;

    /** @param onnx is not copied, since it is large */
    CheckedModel(byte[] onnx, int batch, long memory, long work) {
        this.onnx = onnx;
        this.batch = batch;
        this.memory = memory;
        this.work = work;
    }

    /** The file, not copied: the caller must not change it. */
    public byte[] onnx() {
        return onnx;
    }

    /** Images that one run may take, at least 1. */
    public int batch() {
        return batch;
    }

    /** Of such a run: bytes of all its values, at most. */
    public long memory() {
        return memory;
    }

    /** Of such a run: multiply-adds, at most. */
    public long work() {
        return work;
    }
}
