package dev.halley.transport.websocket;

import dev.halley.launcher.LaunchedJetty;
import dev.halley.testing.JettyHost;

/** Over the launcher's own WebSockets. */
class UpgradedBehindProxiesTest extends BehindProxiesTest {

    @Override
    JettyHost jetty() {
        return LaunchedJetty.upgrading();
    }
}
