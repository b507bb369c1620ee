package dev.halley.client.cli;

/**
 * What a command line asks for.
 *
 * <p>Thread-safety: confined to the main thread.
 */
interface Command {

    /** The commands by their names in lower case. */
    enum Name {
        SUBSCRIBE,
        PRESENCE,
        PUBLISH,
        CALL,
        BENCH
    }

    /** @return how it ended */
    Exit run() throws NoConnectionException, UsageException, InterruptedException;
}
