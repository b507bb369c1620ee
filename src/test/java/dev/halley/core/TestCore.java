package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.channel.CoreChannel;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.Threads;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.MessageReader;
import dev.halley.spi.Broker;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.ReadBoundary;
import dev.halley.spi.Traits;
import dev.halley.testing.ManualWorkers;
import dev.halley.testing.ScriptedConnection;
import dev.halley.testkit.CoreDoor;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.RecordedEvents;
import dev.halley.testkit.Setup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The core of an {@link InProcessServer}, as only this package sees it, with scripted links and the clients on them.
 *
 * <p>Thread-safety: thread-safe.
 */
final class TestCore {

    private final ManualWorkers workers = new ManualWorkers();
    private final List<TestPeer> peers = new CopyOnWriteArrayList<>();
    private final InProcessServer server;
    private final CoreServer core;
    private int expectedFailures;

    /** With workers that the test moves by hand. */
    TestCore() {
        this(Map.of());
    }

    /** With workers that the test moves by hand. */
    TestCore(Map<String, String> settings) {
        this(settings, ReadBoundary.UNKNOWN);
    }

    /** With workers that the test moves by hand. */
    TestCore(ReadBoundary boundary) {
        this(Map.of(), boundary);
    }

    /** With workers that the test moves by hand. */
    TestCore(Map<String, String> settings, ReadBoundary boundary) {
        this(settings, (Threads) null, boundary);
    }

    TestCore(Map<String, String> settings, Executor workers) {
        this(settings, workers, ReadBoundary.UNKNOWN);
    }

    private TestCore(Map<String, String> settings, @Nullable Executor executor, ReadBoundary boundary) {
        this(settings, executor == null ? null : Threads.of(executor), boundary);
    }

    /** With workers that are the test's own thread. @param broker in place of the server's own */
    TestCore(Map<String, String> settings, Broker broker) {
        this(settings, Threads.of(Runnable::run), ReadBoundary.UNKNOWN, new Setup().broker(broker));
    }

    /** With workers that are the test's own thread. @param setup what else there is */
    TestCore(Map<String, String> settings, Setup setup) {
        this(settings, Threads.of(Runnable::run), ReadBoundary.UNKNOWN, setup);
    }

    /** @param threads null for workers that the test moves by hand, in place of all */
    TestCore(Map<String, String> settings, @Nullable Threads threads, ReadBoundary boundary) {
        this(settings, threads, boundary, new Setup());
    }

    private TestCore(Map<String, String> settings, @Nullable Threads threads, ReadBoundary boundary, Setup setup) {
        CoreDoor.reading(CoreDoor.threads(setup, threads == null ? Threads.of(workers) : threads), boundary);
        settings.forEach(setup::setting);
        server = InProcessServer.start(setup);
        core = CoreDoor.core(server);
    }

    CoreServer core() {
        return core;
    }

    Platform platform() {
        return CoreDoor.platform(server);
    }

    ManualTime time() {
        return server.time();
    }

    ManualWorkers workers() {
        return workers;
    }

    RecordedEvents events() {
        return server.events();
    }

    /** @return the different intervals that clients were advised in the first that each got */
    Set<Integer> advisedIntervals() {
        return peers.stream()
                .map(peer -> peer.received().get(0).replaceFirst(".*\"interval\":(\\d+).*", "$1"))
                .map(Integer::valueOf)
                .collect(Collectors.toSet());
    }

    List<TestPeer> peers() {
        return peers;
    }

    void pass(long millis) {
        server.advance(Duration.ofMillis(millis));
    }

    MessageReader reader() {
        return CoreDoor.reader(server);
    }

    TestPeer peer(Link.Kind kind) {
        return kind == Link.Kind.DUPLEX ? webSocket() : http("browser " + peers.size());
    }

    TestPeer webSocket() {
        return webSocket(Peers.onWebSocket());
    }

    TestPeer webSocket(Peer peer) {
        return add(new TestPeer(this, Link.Kind.DUPLEX, peer));
    }

    TestPeer http(String browser) {
        return http(Peers.onHttp(browser));
    }

    TestPeer http(Peer peer) {
        return add(new TestPeer(this, Link.Kind.RESPONSE, peer));
    }

    private TestPeer add(TestPeer peer) {
        peers.add(peer);
        return peer;
    }

    Wire wire(Link.Kind kind, ScriptedConnection connection, Peer peer) {
        return wire(kind, connection, peer, UnaryOperator.identity());
    }

    /** @param change makes what the connection can do of what is usual */
    Wire wire(Link.Kind kind, ScriptedConnection connection, Peer peer, UnaryOperator<Traits> change) {
        String transport = peer.context().transport();
        Traits usual = core.transportContext().settings(transport).traits(kind);
        Link link = core.open(transport, kind, connection, peer, change.apply(usual));
        connection.onClose(link::closed);
        return new Wire(connection, link);
    }

    Wire socket(ScriptedConnection connection) {
        return wire(Link.Kind.DUPLEX, connection, Peers.onWebSocket());
    }

    Wire socket() {
        return socket(ScriptedConnection.completingInside());
    }

    Wire exchange(ScriptedConnection connection) {
        return wire(Link.Kind.RESPONSE, connection, Peers.onHttp("b"));
    }

    Wire exchange() {
        return exchange(ScriptedConnection.completingInside());
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

    /** Makes a session, by a handshake over a link. */
    CoreSession handshake(Wire wire) {
        List<String> before =
                core.sessions().stream().map(session -> session.id()).toList();
        wire.says("{'channel':'/meta/handshake','version':'1.0',"
                + "'supportedConnectionTypes':['websocket','long-polling'],'id':'h'}");
        return core.sessions().stream()
                .filter(session -> !before.contains(session.id()))
                .map(CoreSession.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Makes a session that has had its first connect, over a socket, and forgets what was sent for that. */
    CoreSession connected(Wire socket) {
        CoreSession session = handshake(socket);
        socket.says(connect(session));
        workers.runAll();
        socket.connection().forget();
        return session;
    }

    /** Makes a session that has had its first connect, over long-polling. */
    CoreSession polling() {
        CoreSession session = handshake(exchange());
        exchange().says(connect(session));
        return session;
    }

    static String connect(CoreSession session) {
        return "{'channel':'/meta/connect','connectionType':'websocket','clientId':'" + session.id() + "','id':'c'}";
    }

    static String publish(CoreSession session, String id) {
        return "{'channel':'/service/s','data':1,'clientId':'" + session.id() + "','id':'" + id + "'}";
    }

    static String subscribe(CoreSession session, String channel) {
        return "{'channel':'/meta/subscribe','subscription':'" + channel + "','clientId':'" + session.id()
                + "','id':'s'}";
    }

    /** Delivers events with these numbers, from outside any request. */
    static void deliver(CoreSession session, int... numbers) {
        for (int number : numbers) {
            session.deliver(null, Events.event(number, false, 0));
        }
    }

    static void deliverLazy(CoreSession session, int... numbers) {
        for (int number : numbers) {
            session.deliver(null, Events.event(number, true, 0));
        }
    }

    void assertNothingFailed() {
        assertThat(events().failures()).isEmpty();
    }

    /** So many failures of user code are what the test is about. */
    void expectFailures(int count) {
        expectedFailures = count;
    }

    /** Stops the server; no connection's contract may have been broken, and nothing failed but what was expected to. */
    void close() {
        core.stop();
        peers.forEach(peer -> assertThat(peer.breaches()).isEmpty());
        if (events().failures().size() == expectedFailures) {
            server.takeFailures();
        }
        server.close();
    }
}
