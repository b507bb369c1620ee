package dev.halley.transport.websocket;

import dev.halley.launcher.LaunchedJetty;
import dev.halley.testing.JettyHost;

/** Over the launcher's own WebSockets. */
class UpgradedHardeningTest extends WebSocketHardeningTest {

    @Override
    JettyHost jetty() {
        return LaunchedJetty.upgrading();
    }
}
