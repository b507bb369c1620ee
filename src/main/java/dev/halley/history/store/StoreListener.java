package dev.halley.history.store;

/**
 * Is told what a store cannot put right.
 *
 * <p>Thread-safety: calls come from the thread that opens the store and, later, from its own threads, one after the other.
 */
public interface StoreListener {

    /** @param what was lost, and why, in a sentence for the log */
    void lost(String what);

    /**
     * The store takes nothing any more: all appends that were not acknowledged have failed or will fail. Called once at most.
     *
     * @param cause what could not be written
     */
    void failed(HistoryStoreException cause);
}
