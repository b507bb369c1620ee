package dev.halley.boot;

import dev.halley.config.LogLevel;
import dev.halley.operation.LoggingEvents;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sets the level of the server's own loggers, as the init-param {@code logLevel} says, and sets it back. Works where
 * {@code java.util.logging} is behind {@code System.Logger}, as it is unless the JVM is told otherwise.
 *
 * <p>Thread-safety: immutable.
 */
final class LoggerLevel {

    private LoggerLevel() {}

    /** @return sets it back; holds the logger, whose level would be forgotten with it */
    static Runnable set(LogLevel level) {
        Logger logger = Logger.getLogger(LoggingEvents.LOGGER);
        Level before = logger.getLevel();
        logger.setLevel(
                switch (level) {
                    case NONE -> Level.OFF;
                    case INFO -> Level.INFO;
                    case DEBUG -> Level.FINE;
                });
        return () -> logger.setLevel(before);
    }
}
