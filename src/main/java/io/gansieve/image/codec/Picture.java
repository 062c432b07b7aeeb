package io.gansieve.image.codec;

/** The coded pixels of one frame. */
interface Picture {
    /** Bytes of heap that decoding takes at most, beside the file and what its rows become. */
    long memory();

    /** Bytes outside the heap that native code takes at most. */
    default long nativeMemory() {
        return 0;
    }

    /** Pixels that are gone through, once for each time and component, beside one pass over the rows. */
    long work();

    /** Hands over every row, or fails: a part of a picture is none. */
    void decode(RowSink rows, Deadline deadline) throws UndecodableException;
}
