package dev.halley.transport.websocket;

import dev.halley.launcher.LaunchedJetty;
import dev.halley.testing.JettyHost;

/** Over the launcher's own WebSockets. */
class BayeuxOverUpgradedTest extends BayeuxOverWebSocketTest {

    @Override
    JettyHost jetty() {
        return LaunchedJetty.upgrading();
    }
}
