package dev.halley.cluster.state;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Keeps what the state says of failing listeners and silent nodes out of the log, where a test makes thousands of them. */
final class QuietLogs implements AutoCloseable {

    // Held: the log manager forgets the level of a logger that nobody holds.
    private final List<Logger> loggers = Stream.of(SectionListeners.class, ClusterState.class)
            .map(type -> Logger.getLogger(type.getName()))
            .toList();

    QuietLogs() {
        loggers.forEach(logger -> logger.setLevel(Level.OFF));
    }

    @Override
    public void close() {
        loggers.forEach(logger -> logger.setLevel(null));
    }

    static void during(Runnable code) {
        QuietLogs quiet = new QuietLogs();
        try {
            code.run();
        } finally {
            quiet.close();
        }
    }
}
