package dev.halley.core;

import dev.halley.api.BayeuxContext;
import dev.halley.api.PositionForm;
import dev.halley.api.BayeuxServerListener;
import dev.halley.api.HistoryPolicy;
import dev.halley.api.OverflowPolicy;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import dev.halley.config.ServerConfig;
import dev.halley.core.channel.ChannelListeners;
import dev.halley.core.channel.ChannelTree;
import dev.halley.core.channel.PublishResult;
import dev.halley.core.link.FlushScheduler;
import dev.halley.core.publish.LocalBroker;
import dev.halley.core.runtime.CallWatch;
import dev.halley.core.runtime.Listeners;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.UserCode;
import dev.halley.core.session.CoreSession;
import dev.halley.history.MemoryHistory;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.MessageReader;
import dev.halley.protocol.Request;
import dev.halley.spi.Batch;
import dev.halley.spi.Broker;
import dev.halley.spi.Connection;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Traits;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A server for one race: time stands still, what workers are given runs on the thread that gives it, and what is sent has arrived.
 *
 * <p>Thread-safety: thread-safe.
 */
final class RaceServer {

    private static final MessageReader READER = new MessageReader(100, 1_000);
    static final List<Request> HANDSHAKE = read("{'channel':'/meta/handshake','version':'1.0',"
            + "'supportedConnectionTypes':['websocket','long-polling']}");
    private static final Peer PEER = Peer.of(context());
    private static final Platform PLATFORM = platform(Map.of());

    final CoreServer core;

    RaceServer() {
        this(new LocalBroker());
    }

    RaceServer(Broker broker) {
        this(broker, PLATFORM);
    }

    private RaceServer(Broker broker, Platform platform) {
        core = new CoreServer(platform, broker, List.of("websocket", "long-polling"));
        core.start();
    }

    private static Platform platform(Map<String, String> settings) {
        return new Platform(
                ServerConfig.of(settings),
                new StandingStill(),
                new StandingStill(),
                Runnable::run,
                new ServerEvents() {});
    }

    /** @return the channel that races are about, which is there */
    ServerChannel channel() {
        return core.createChannel("/a");
    }

    static MemoryHistory newHistory() {
        return new MemoryHistory(PLATFORM.config().history(), PLATFORM.clock(), PLATFORM.events());
    }

    /** @return a server whose channel keeps history there */
    static RaceServer keepingIn(MemoryHistory history) {
        return keeping(new RaceServer(new LocalBroker(history)));
    }

    /** @return the same, where a session's queue has room for so many messages, and what finds none is read from there */
    static RaceServer catchingUpFrom(MemoryHistory history, int maxQueue) {
        RaceServer server = keeping(new RaceServer(
                new LocalBroker(history), platform(Map.of("maxQueue", Integer.toString(maxQueue)))));
        server.channel().overflow(OverflowPolicy.CATCH_UP);
        return server;
    }

    private static RaceServer keeping(RaceServer server) {
        server.channel().history(new HistoryPolicy(100, Duration.ofHours(1)));
        return server;
    }

    /** @return a new session of a client that wants positions, over a socket that events go over */
    CoreSession following(Wire socket) {
        CoreSession session = connected(socket);
        session.positionForm(PositionForm.HISTORY);
        return session;
    }

    /** @return gets what listeners are told of subscriptions, in that order */
    Queue<String> told() {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        core.addListener(new BayeuxServerListener.SubscriptionListener() {
            @Override
            public void subscribed(ServerSession who, ServerChannel where) {
                told.add("subscribed");
            }

            @Override
            public void unsubscribed(ServerSession who, ServerChannel where) {
                told.add("unsubscribed");
            }
        });
        return told;
    }

    /** @return channels of no server */
    static ChannelTree channels() {
        CallWatch watch = new CallWatch(PLATFORM.config(), PLATFORM.clock(), PLATFORM.timer(), PLATFORM.events());
        return new ChannelTree(
                new ChannelListeners(new Listeners<>(), new Listeners<>()),
                PLATFORM,
                new UserCode(PLATFORM.events(), watch, new FlushScheduler(PLATFORM)),
                (from, channel, data) -> PublishResult.ACCEPTED,
                (channel, on) -> CompletableFuture.completedStage(null));
    }

    /** One connection, what was sent over it, and the core's end of it. */
    static final class Wire implements Connection {

        /** The data of the events that were sent, in their order. */
        final Queue<String> events = new ConcurrentLinkedQueue<>();

        /** The channels of all messages that were sent, in their order. */
        final Queue<String> channels = new ConcurrentLinkedQueue<>();

        final Link link;
        private volatile boolean open = true;
        private volatile int batches;

        Wire(CoreServer core, Link.Kind kind) {
            String transport = kind == Link.Kind.DUPLEX ? "websocket" : "long-polling";
            Traits traits = core.transportContext().settings(transport).traits(kind);
            link = core.open(transport, kind, this, PEER, traits);
        }

        int batches() {
            return batches;
        }

        @Override
        public void send(Batch batch, Completion completion) {
            // One send is under way at a time, as the contract of a connection says.
            batches = batches + 1;
            for (Encoded message : batch.messages()) {
                channels.add(message.message().channel());
                if (message.message() instanceof ChannelMessage event && event.data() != null) {
                    events.add(event.data().toString());
                }
            }
            completion.succeeded();
        }

        @Override
        public void close(CloseReason reason) {
            open = false;
        }

        @Override
        public boolean isOpen() {
            return open;
        }
    }

    Wire socket() {
        return new Wire(core, Link.Kind.DUPLEX);
    }

    Wire exchange() {
        return new Wire(core, Link.Kind.RESPONSE);
    }

    /** @return a new session of a client, by a handshake over that connection */
    CoreSession handshake(Wire wire) {
        var before = core.sessions();
        wire.link.receive(HANDSHAKE);
        return (CoreSession) core.sessions().stream()
                .filter(session -> !before.contains(session))
                .findFirst()
                .orElseThrow();
    }

    /** @return a session of the server's own, which is subscribed to nothing */
    CoreSession local() {
        return (CoreSession) core.newLocalSession("").session();
    }

    /** @return a new session of a client, over a socket that events go over */
    CoreSession connected(Wire socket) {
        CoreSession session = handshake(socket);
        socket.link.receive(connect(session));
        return session;
    }

    /** @return a new session of a client whose first connect was answered over long-polling: the next one is held */
    CoreSession polling() {
        CoreSession session = handshake(exchange());
        exchange().link.receive(connect(session));
        return session;
    }

    static List<Request> connect(CoreSession session) {
        return read("{'channel':'/meta/connect','connectionType':'long-polling','clientId':'" + session.id() + "'}");
    }

    static List<Request> publish(CoreSession session, String channel) {
        return read("{'channel':'" + channel + "','data':1,'clientId':'" + session.id() + "'}");
    }

    /** @return a subscribe that wants all that is kept of the channel */
    static List<Request> subscribeToAll(CoreSession session, String channel) {
        return read("{'channel':'/meta/subscribe','subscription':'" + channel + "','clientId':'" + session.id()
                + "','ext':{'history':{'" + channel + "':{'all':true}}}}");
    }

    static List<Request> unsubscribe(CoreSession session, String channel) {
        return read(
                "{'channel':'/meta/unsubscribe','subscription':'" + channel + "','clientId':'" + session.id() + "'}");
    }

    private static List<Request> read(String message) {
        return READER.read("[" + message.replace('\'', '"') + "]");
    }

    private static BayeuxContext context() {
        return (BayeuxContext) Proxy.newProxyInstance(
                BayeuxContext.class.getClassLoader(),
                new Class<?>[] {BayeuxContext.class},
                (proxy, method, arguments) -> {
                    if (method.getReturnType() == Optional.class) {
                        return Optional.empty();
                    }
                    if (method.getReturnType() == List.class) {
                        return List.of();
                    }
                    if (method.getReturnType() == boolean.class) {
                        return false;
                    }
                    return method.getName().equals("transport") ? "websocket" : "";
                });
    }
}
