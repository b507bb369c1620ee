package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.config.ServerConfig;
import dev.halley.core.publish.LocalBroker;
import dev.halley.core.runtime.Platform;
import dev.halley.core.session.CoreSession;
import dev.halley.spi.Link;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Traits;
import dev.halley.testing.ManualWorkers;
import dev.halley.testing.ScriptedConnection;
import dev.halley.testkit.ManualTime;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An observer that fails, whatever it is told, stops nothing. */
class ObserverTest {

    private final ManualTime time = new ManualTime();
    private final ManualWorkers workers = new ManualWorkers();

    private CoreServer watchedBy(RuntimeException thrown) {
        ServerEvents broken = (ServerEvents) Proxy.newProxyInstance(
                ServerEvents.class.getClassLoader(),
                new Class<?>[] {ServerEvents.class},
                (proxy, method, arguments) -> {
                    throw thrown;
                });
        Platform platform = new Platform(ServerConfig.of(Map.of()), time, time, workers, broken);
        CoreServer server = new CoreServer(platform, new LocalBroker(), List.of("websocket", "long-polling"));
        server.start();
        return server;
    }

    @Test
    void everythingIsDeliveredThoughTheObserverThrows() {
        CoreServer server = watchedBy(new IllegalStateException("I cannot look"));
        ScriptedConnection connection = ScriptedConnection.completingInside();
        Link link =
                server.open("websocket", Link.Kind.DUPLEX, connection, Peers.onWebSocket(), Traits.ofDuplex(8_192, 0));
        Wire socket = new Wire(connection, link);
        socket.says("{'channel':'/meta/handshake','version':'1.0','supportedConnectionTypes':['websocket']}");
        CoreSession session = (CoreSession) server.sessions().iterator().next();
        server.createChannel("/e").subscribe(session);
        socket.says(TestCore.connect(session));
        socket.says(TestCore.connect(session));
        workers.runAll();
        server.createChannel("/e").publish(null, "1-");
        workers.runAll();
        server.createChannel("/e").publish(null, "2-");
        workers.runAll();
        time.advance(Duration.ofSeconds(40));
        workers.runAll();
        assertThat(socket.events()).containsExactly(1, 2);
        assertThat(socket.replies()).as("handshake and two connects").hasSize(3);
    }
}
