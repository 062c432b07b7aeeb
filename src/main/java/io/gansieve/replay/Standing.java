package io.gansieve.replay;

/** How an example stands to those that a {@link ReplayBuffer} holds. */
public enum Standing {
    /** Nothing like it is held. */
    NEW,

    /** An example of its id is held: it is a correction and takes that one's place. */
    CORRECTION,

    /** A near-copy under the same label and another id is held: it counts once, and the held one stays. */
    DUPLICATE,

    /** A near-copy under the other label and another id is held: not both labels are true. */
    CONTRADICTION;

    /** Whether an offer may be taken. */
    public boolean isTaken() {
        return this == NEW || this == CORRECTION;
    }
}
