package dev.halley.transport.websocket;

import dev.halley.launcher.LaunchedJetty;
import dev.halley.testing.JettyHost;

/** As on the launcher's Jetty, which takes bytes. */
class TextFramesConnectionKitTest extends WebSocketConnectionKitTest {

    @Override
    JettyHost jetty() {
        return LaunchedJetty.takingBytes();
    }
}
