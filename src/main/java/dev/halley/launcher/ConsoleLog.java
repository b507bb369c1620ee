package dev.halley.launcher;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sets the JDK's logging so that a person sees one line an event, and of the container and of Weld only what goes wrong.
 *
 * <p>A logging configuration of the user's own ({@code -Djava.util.logging.config.file=...}) is left as it is.
 *
 * <p>Thread-safety: confined to the main thread.
 */
final class ConsoleLog {

    /** Held here because the JDK forgets the level of a logger that nobody holds. */
    private static final List<Logger> QUIET =
            List.of(Logger.getLogger("org.eclipse.jetty"), Logger.getLogger("org.jboss.weld"));

    private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

    private ConsoleLog() {}

    static void configure() {
        boolean usersOwn = System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null;
        if (usersOwn) {
            return;
        }
        if (System.getProperty(FORMAT) == null) {
            System.setProperty(FORMAT, "%1$tF %1$tT %4$s %3$s: %5$s%6$s%n");
        }
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        // What a logger lets through is the logger's to say, as with the setting logLevel: the console shows it.
        for (Handler console : Logger.getLogger("").getHandlers()) {
            console.setLevel(Level.ALL);
        }
    }
}
