package dev.halley.transport.websocket;

import dev.halley.launcher.LaunchedJetty;
import dev.halley.testing.JettyHost;

/** Over the launcher's own WebSockets. */
class UpgradedOriginTest extends WebSocketOriginTest {

    @Override
    JettyHost jetty() {
        return LaunchedJetty.upgrading();
    }
}
