package dev.halley.interop;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.testing.JettyHost;
import dev.halley.testing.TestServer;
import dev.halley.testkit.CoreDoor;
import dev.halley.testkit.Setup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Our JavaScript client in Node, and a server that sends it to another one. */
class JavaScriptClientDrainIT {

    private final Deque<TestServer> servers = new ArrayDeque<>();

    @TestFactory
    Stream<DynamicTest> goesWhereItIsSent() throws Exception {
        Map<String, Map<String, String>> places = new LinkedHashMap<>();
        for (String transport : List.of("websocket", "long-polling")) {
            TestServer first = start();
            TestServer second = start();
            first.bayeux().otherHosts(() -> List.of("127.0.0.1:" + second.port()));
            first.bayeux().createChannel("/service/drain", channel -> {
                channel.persistent(true);
                channel.addListener((ServerChannelListener.MessageListener) (from, message) -> {
                    first.bayeux().drain();
                    return Verdict.pass();
                });
            });
            String address = second.uri("http").toString();
            second.bayeux().addListener(new BayeuxServerListener.SubscriptionListener() {
                @Override
                public void subscribed(ServerSession session, ServerChannel channel) {
                    session.deliver(null, channel.name(), address);
                }
            });
            places.put(transport, Map.of("first", first.uri("http").toString(), "second", address));
        }
        return new NodeProgram(
                        "draining.mjs",
                        Map.of("TEST_PLACES", RawJson.from(places).text()))
                .tests();
    }

    private TestServer start() {
        Setup setup = CoreDoor.unrecorded(new Setup()).inRealTime();
        TestServer server = TestServer.start(new JettyHost(), TestServer.WEBSOCKET, setup);
        servers.push(server);
        return server;
    }

    @AfterEach
    void stop() {
        servers.forEach(TestServer::close);
    }
}
