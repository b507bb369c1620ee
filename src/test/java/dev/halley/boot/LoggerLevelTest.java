package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.config.LogLevel;
import dev.halley.operation.LoggingEvents;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoggerLevelTest {

    @ParameterizedTest
    @CsvSource({"NONE, OFF", "INFO, INFO", "DEBUG, FINE"})
    void theServersLoggersGetTheLevelAndGetTheirOldOneBack(LogLevel level, String expected) {
        Logger logger = Logger.getLogger(LoggingEvents.LOGGER);
        Level before = logger.getLevel();

        Runnable undo = LoggerLevel.set(level);

        assertThat(logger.getLevel()).isEqualTo(Level.parse(expected));
        undo.run();
        assertThat(logger.getLevel()).isEqualTo(before);
    }

    @Test
    void loggersBelowFollow() {
        Runnable undo = LoggerLevel.set(LogLevel.DEBUG);
        try {
            assertThat(System.getLogger("dev.halley.below.it").isLoggable(System.Logger.Level.DEBUG))
                    .isTrue();
        } finally {
            undo.run();
        }
        assertThat(System.getLogger("dev.halley.below.it").isLoggable(System.Logger.Level.DEBUG))
                .isFalse();
    }
}
