package dev.halley.core;

import dev.halley.config.ServerConfig;
import dev.halley.protocol.MessageReader;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.RecordedEvents;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * The core without transports: its time moves when a test says so, its workers are the test's own thread.
 *
 * <p>Thread-safety: thread-safe.
 */
final class TestServer {

    private final ManualTime time = new ManualTime();
    private final RecordedEvents events = new RecordedEvents();
    private final List<TestPeer> peers = new CopyOnWriteArrayList<>();
    private final ServerConfig config;
    private final CoreServer core;
    private int expectedFailures;

    TestServer(Map<String, String> initParams, Executor workers) {
        config = ServerConfig.of(initParams);
        core = new CoreServer(
                new Platform(config, time, time, workers, events),
                new LocalBroker(),
                List.of(Peers.WEBSOCKET, Peers.LONG_POLLING));
    }

    CoreServer core() {
        return core;
    }

    ManualTime time() {
        return time;
    }

    RecordedEvents events() {
        return events;
    }

    List<TestPeer> peers() {
        return peers;
    }

    void pass(long millis) {
        time.advance(Duration.ofMillis(millis));
    }

    MessageReader reader() {
        return new MessageReader(config.limits().maxDepth(), config.limits().maxBatch());
    }

    TestPeer peer(Link.Kind kind) {
        return kind == Link.Kind.TWO_WAY ? webSocket() : http("browser " + peers.size());
    }

    TestPeer webSocket() {
        return webSocket(Peers.onWebSocket());
    }

    TestPeer webSocket(Peer peer) {
        return add(new TestPeer(this, Link.Kind.TWO_WAY, peer));
    }

    TestPeer http(String browser) {
        return http(Peers.onHttp(browser));
    }

    TestPeer http(Peer peer) {
        return add(new TestPeer(this, Link.Kind.ONE_SHOT, peer));
    }

    private TestPeer add(TestPeer peer) {
        peers.add(peer);
        return peer;
    }

    /** @return the session of that peer, as the server has it; fails if it has none */
    CoreSession session(TestPeer peer) {
        return (CoreSession) core.session(peer.clientId()).orElseThrow();
    }

    boolean knows(TestPeer peer) {
        return core.session(peer.clientId()).isPresent();
    }

    CoreChannel channel(String name) {
        return (CoreChannel) core.createChannel(name);
    }

    /** So many failures of user code are what the test is about. */
    void expectFailures(int count) {
        expectedFailures = count;
    }

    /** @return what failed, when that is not what was expected */
    List<Throwable> failures() {
        return events.failures().size() == expectedFailures ? List.of() : events.failures();
    }
}
