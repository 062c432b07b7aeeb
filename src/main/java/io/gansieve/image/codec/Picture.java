package io.gansieve.image.codec;

/** The coded pixels of one frame. */
interface Picture {
    /** Bytes of heap that decoding takes at most, beside the file and what its rows become. */
    long memory();

    /** Hands over every row, or fails: a part of a picture is none. */
    void decode(RowSink rows) throws UndecodableException;
}
