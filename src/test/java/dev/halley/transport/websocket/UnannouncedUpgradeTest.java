package dev.halley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxContext;
import dev.halley.testing.JettyHost;
import dev.halley.testing.RawWebSocket;
import jakarta.servlet.ServletContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a container that takes no request listener any more when the transport starts. */
class UnannouncedUpgradeTest {

    private WebSocketFixture fixture;

    void start(Map<String, String> settings) throws Exception {
        fixture = new WebSocketFixture(new JettyHost(), settings, UnannouncedUpgradeTest::withoutListeners);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static ServletContext withoutListeners(ServletContext context) {
        return (ServletContext) Proxy.newProxyInstance(
                UnannouncedUpgradeTest.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("addListener")) {
                        throw new IllegalStateException("Too late.");
                    }
                    try {
                        return method.invoke(context, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private int closeCodeFor(Map<String, String> headers) {
        try (RawWebSocket socket = fixture.open(headers)) {
            assertThat(socket.status()).isEqualTo(101);
            return socket.receiveClose().closeCode();
        }
    }

    @Test
    void aForeignPagesConnectionIsClosedAsSoonAsItIsOpen() throws Exception {
        start(Map.of());
        assertThat(closeCodeFor(Map.of("Origin", "http://evil.example"))).isEqualTo(1008);
        assertThat(fixture.gateway.hasNoLink()).isTrue();
    }

    @Test
    void aConnectionWithoutTheDemandedSubprotocolIsClosedAsSoonAsItIsOpen() throws Exception {
        start(Map.of("ws.protocol", "bayeux"));
        assertThat(closeCodeFor(Map.of())).isEqualTo(1008);
        assertThat(fixture.gateway.hasNoLink()).isTrue();
    }

    @Test
    void othersAreLetInAndTheirAddressesAreUnknown() throws Exception {
        start(Map.of());
        Map<String, String> headers = Map.of("Host", "example.org", "Origin", "http://example.org");
        try (RawWebSocket socket = fixture.open(headers)) {
            assertThat(socket.status()).isEqualTo(101);
            BayeuxContext context = fixture.gateway.nextLink().peer.context();
            assertThat(context.url()).isEqualTo("http://example.org/app/cometd");
            assertThat(context.isSecure()).isFalse();
            assertThat(context.remoteAddress()).isEmpty();
            assertThat(context.localAddress()).isEmpty();
        }
    }
}
