package dev.halley.cluster.log;

/**
 * Where the log of a node writes down what becomes of its replicas (rules 6 and 15), and what it reads when it starts. What was written counts
 * when {@link LogInput#written} says so; how the log hears of that is up to who joins the two.
 *
 * <p>Thread-safety: called by the thread that calls the {@link LogInput}.
 */
interface LogDisk {

    /** Nothing survives the node. */
    LogDisk NONE = new LogDisk() {
        @Override
        public void restoreTo(LogInput log) {}

        @Override
        public void write(long ticket, String channel, LogChange change) {}

        @Override
        public void write(long ticket, StartRecord record) {}
    };

    /** Hands over what is written. Called once, before the log has its first view. */
    void restoreTo(LogInput log);

    /** See {@link LogOutput#write(long, String, LogChange)}. */
    void write(long ticket, String channel, LogChange change);

    /** See {@link LogOutput#write(long, StartRecord)}. */
    void write(long ticket, StartRecord record);
}
