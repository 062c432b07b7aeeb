package io.gansieve.streams;

import io.gansieve.registry.ChampionPointer;
import io.gansieve.registry.CorruptEnvelopeException;

/** What becomes of the champion that the models topic names. Called on the global thread only. */
interface ChampionUpdates {
    /** For an application that reads versions but serves none. */
    ChampionUpdates NONE = new ChampionUpdates() {
        @Override
        public long epoch() {
            return Long.MAX_VALUE;
        }

        @Override
        public void check(long version, byte[] envelope) {}

        @Override
        public void serve(ChampionPointer pointer, byte[] envelope) {}

        @Override
        public void serveBuiltIn(ChampionPointer pointer) {}

        @Override
        public void refused(String message) {}
    };

    /** In force now; older pointers are passed over. */
    long epoch();

    /** Throws if the version could not be served, before anyone points to it. */
    void check(long version, byte[] envelope) throws CorruptEnvelopeException;

    /** Puts a version in force; on an exception the old one stays. */
    void serve(ChampionPointer pointer, byte[] envelope) throws CorruptEnvelopeException;

    /** Puts version 0 in force. */
    void serveBuiltIn(ChampionPointer pointer);

    /** A record could not be used. */
    void refused(String message);
}
