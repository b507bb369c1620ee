package dev.halley.cluster.state;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Keeps what the state says of failing listeners and silent nodes out of the log, where a test makes thousands of them. */
final class QuietLogs {

    private QuietLogs() {}

    static void during(Runnable code) {
        // Held: the log manager forgets the level of a logger that nobody holds.
        List<Logger> loggers = Stream.of(SectionListeners.class, ClusterState.class)
                .map(type -> Logger.getLogger(type.getName()))
                .toList();
        loggers.forEach(logger -> logger.setLevel(Level.OFF));
        try {
            code.run();
        } finally {
            loggers.forEach(logger -> logger.setLevel(null));
        }
    }
}
