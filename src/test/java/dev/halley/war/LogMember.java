package dev.halley.war;

import java.util.concurrent.CompletableFuture;

/**
 * A client that reads all channels of a {@link LogLoad}, and may publish there.
 *
 * <p>Thread-safety: thread-safe.
 */
interface LogMember extends AutoCloseable {

    /** Where it says what happens, in the words of a {@link dev.halley.testing.LogChecker}'s journal. */
    @FunctionalInterface
    interface Voice {
        void say(Object... words);
    }

    /** @return what the journal calls it */
    String name();

    /** @return completes when it is connected and has subscribed to everything */
    CompletableFuture<?> joined();

    /** Publishes; what becomes of it is said. */
    void publish(String channel, String value);

    @Override
    void close();
}
