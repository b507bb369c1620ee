package dev.halley.launcher;

import dev.halley.testing.JettyHost;

/**
 * What the launcher's Jetty offers to the web application, for tests of others.
 *
 * <p>Thread-safety: stateless.
 */
public final class LaunchedJetty {

    private LaunchedJetty() {}

    /** @return a Jetty that takes frames whose bytes are there already, as the launcher's does */
    public static JettyHost takingBytes() {
        return new JettyHost().attribute("dev.halley.textFrames", new TextFrames());
    }
}
