package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.config.ServerConfig;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.MessageReader;
import dev.halley.protocol.Reply;
import dev.halley.spi.Link;
import dev.halley.spi.MessageScope;
import dev.halley.spi.ReadBoundary;
import dev.halley.testing.ManualWorkers;
import dev.halley.testing.ScriptedConnection;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.RecordedEvents;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** A server without transports, whose time and workers are moved by hand, and the links of its clients. */
final class Rig {

    /** Reading a configuration takes longer than most tests: what was read once is kept. */
    private static final Map<Map<String, String>, ServerConfig> CONFIGS = new ConcurrentHashMap<>();

    private static final MessageReader READER = new MessageReader(100, 1_000);

    final ManualTime time = new ManualTime();
    final ManualWorkers workers = new ManualWorkers();
    final RecordedEvents events = new RecordedEvents();
    final CoreServer server;

    Rig(Map<String, String> initParams) {
        this(initParams, ReadBoundary.UNKNOWN);
    }

    Rig(ReadBoundary boundary) {
        this(Map.of(), boundary);
    }

    Rig(Map<String, String> initParams, ReadBoundary boundary) {
        server = start(initParams, workers, boundary);
    }

    Rig() {
        this(Map.of());
    }

    /** @param executor in place of the workers moved by hand */
    Rig(Map<String, String> initParams, Executor executor) {
        server = start(initParams, executor, ReadBoundary.UNKNOWN);
    }

    private CoreServer start(Map<String, String> initParams, Executor executor, ReadBoundary boundary) {
        ServerConfig config = CONFIGS.computeIfAbsent(initParams, ServerConfig::of);
        Platform platform = new Platform(config, time, time, executor, events, MessageScope.NONE, boundary);
        CoreServer started =
                new CoreServer(platform, new LocalBroker(), List.of("websocket", "long-polling", "callback-polling"));
        started.start();
        return started;
    }

    /** One connection and the core's end of it. */
    record Wire(ScriptedConnection connection, Link link) {

        /** The client sends messages, written with ' for ". */
        Wire says(String... messages) {
            link.receive(READER.read("[" + String.join(",", messages).replace('\'', '"') + "]"));
            return this;
        }

        List<Encoded> replies() {
            return connection.messages().stream()
                    .filter(message -> message.message() instanceof Reply)
                    .toList();
        }

        List<Integer> events() {
            return Events.numbers(connection.messages());
        }

        /** The connection breaks and the transport finds out. */
        void breaks() {
            connection.breakSilently();
            link.closed(CloseReason.CONNECTION_LOST);
        }
    }

    Wire socket(ScriptedConnection connection) {
        Link link = server.open("websocket", Link.Kind.TWO_WAY, connection, Peers.onWebSocket());
        connection.onClose(link::closed);
        return new Wire(connection, link);
    }

    Wire socket() {
        return socket(ScriptedConnection.completingInside());
    }

    Wire exchange(ScriptedConnection connection) {
        Link link = server.open("long-polling", Link.Kind.ONE_SHOT, connection, Peers.onHttp("b"));
        connection.onClose(link::closed);
        return new Wire(connection, link);
    }

    Wire exchange() {
        return exchange(ScriptedConnection.completingInside());
    }

    /** Makes a session, by a handshake over a link. */
    CoreSession handshake(Wire wire) {
        List<String> before =
                server.sessions().stream().map(session -> session.id()).toList();
        wire.says("{'channel':'/meta/handshake','version':'1.0',"
                + "'supportedConnectionTypes':['websocket','long-polling'],'id':'h'}");
        return server.sessions().stream()
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
        assertThat(events.failures()).isEmpty();
    }
}
