package dev.halley.war;

/**
 * A client that reads all channels of a {@link LogLoad}, and publishes there.
 *
 * <p>Thread-safety: thread-safe.
 */
interface LogMember extends AutoCloseable {

    /** Where it says what happens, in the words of a {@link dev.halley.testing.LogChecker}'s journal. */
    @FunctionalInterface
    interface Voice {
        void say(Object... words);
    }

    /** Publishes; what becomes of it is said. */
    void publish(String channel, String value);

    @Override
    void close();
}
