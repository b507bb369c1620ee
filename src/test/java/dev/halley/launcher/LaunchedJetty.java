package dev.halley.launcher;

import dev.halley.container.WebSocketUpgrade;
import dev.halley.testing.JettyHost;

/**
 * What the launcher's Jetty offers to the web application, for tests of others.
 *
 * <p>Thread-safety: stateless.
 */
public final class LaunchedJetty {

    private LaunchedJetty() {}

    /** @return a Jetty that offers its own WebSockets, as the launcher's does */
    public static JettyHost upgrading() {
        JettyHost jetty = new JettyHost();
        return jetty.attribute(WebSocketUpgrade.ATTRIBUTE, new JettyWebSockets(jetty.context()));
    }
}
