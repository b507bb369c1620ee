package dev.halley.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds settings that are valid each but do not fit together; one sentence for each such pair.
 *
 * <p>Thread-safety: immutable.
 */
final class Consistency {

    private Consistency() {}

    static List<String> warningsAbout(ServerConfig config) {
        List<String> warnings = new ArrayList<>();
        aboutCookie(config.http().cookie(), warnings);
        aboutIdleTimeout(config, warnings);
        aboutQueue(config, warnings);
        return warnings;
    }

    private static void aboutCookie(BrowserCookie cookie, List<String> warnings) {
        boolean neverSecure = !cookie.secure().orElse(true);
        if (neverSecure && cookie.sameSite().equals("None")) {
            warnings.add("Browsers drop the cookie: 'browserCookieSameSite' is None and"
                    + " 'browserCookieSecure' is false.");
        }
        if (neverSecure && cookie.partitioned()) {
            warnings.add("Browsers drop the cookie: 'browserCookiePartitioned' is true and"
                    + " 'browserCookieSecure' is false.");
        }
    }

    private static void aboutIdleTimeout(ServerConfig config, List<String> warnings) {
        Duration idleTimeout = config.webSocket().idleTimeout().orElse(Duration.ZERO);
        Duration timeout = config.transport(Prefixes.WEBSOCKET).timeout();
        if (!idleTimeout.isZero() && idleTimeout.compareTo(timeout) <= 0) {
            warnings.add("Idle WebSocket connections are cut while their connect is held: 'ws.idleTimeout' is "
                    + idleTimeout.toMillis() + " ms and the WebSocket transport's 'timeout' is " + timeout.toMillis()
                    + " ms.");
        }
    }

    private static void aboutQueue(ServerConfig config, List<String> warnings) {
        long queue = config.limits().maxQueueBytes();
        for (String name : new TreeSet<>(config.transportConfigs().keySet())) {
            int message = config.transport(name).maxMessageSize();
            if (!name.isEmpty() && message > queue) {
                warnings.add("A message may be larger than a session's queue, and then ends the session: "
                        + "'maxMessageSize' of " + name + " is " + message + " and 'maxQueueBytes' is " + queue + ".");
            }
        }
    }
}
