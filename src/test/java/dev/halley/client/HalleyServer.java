package dev.halley.client;

import dev.halley.api.BayeuxServer;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.extension.AckExtension;
import dev.halley.extension.BinaryExtension;
import dev.halley.extension.TimesyncExtension;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Request;
import dev.halley.testing.JettyHost;
import dev.halley.testing.TestServer;
import dev.halley.testkit.CoreDoor;
import dev.halley.testkit.Setup;
import java.net.URI;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * A {@link TestServer} over long-polling and WebSocket, in real time, with the service channels that
 * {@link dev.halley.interop.CometdServer} has, too.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HalleyServer implements AutoCloseable {

    private final TestServer server;

    private HalleyServer(TestServer server) {
        this.server = server;
    }

    /** @param settings names and values in turn, as init-params have them */
    static HalleyServer start(String... settings) {
        return start(new JettyHost().idle(Duration.ofSeconds(30)), settings);
    }

    /** @param port where nothing listens, such as that of a server that has been closed */
    static HalleyServer startOn(int port, String... settings) {
        return start(new JettyHost().on(port).idle(Duration.ofSeconds(30)), settings);
    }

    static HalleyServer start(JettyHost jetty, String... settings) {
        Setup setup = CoreDoor.unrecorded(new Setup()).inRealTime().initially(HalleyServer::addServices);
        return new HalleyServer(TestServer.start(jetty, TestServer.WEBSOCKET, setup, settings));
    }

    private static void addServices(BayeuxServer bayeux) {
        bayeux.addExtension(new AckExtension());
        bayeux.addExtension(new TimesyncExtension(bayeux.clock()));
        bayeux.addExtension(new BinaryExtension());
        listen(bayeux, "/service/echo", (from, message) -> answer(from, message, true));
        listen(bayeux, "/service/fail", (from, message) -> answer(from, message, false));
        listen(bayeux, "/service/silence", (from, message) -> {});
        listen(bayeux, "/service/kick", (from, message) -> from.disconnect());
    }

    private static void listen(
            BayeuxServer bayeux, String channel, BiConsumer<ServerSession, Request.Publish> service) {
        bayeux.createChannel(channel, created -> {
            created.persistent(true);
            created.addListener((ServerChannelListener.MessageListener) (from, message) -> {
                service.accept(from, message);
                return Verdict.pass();
            });
        });
    }

    private static void answer(ServerSession to, Request.Publish question, boolean successful) {
        to.deliver(null, ChannelMessage.from(question).withId(question.id()).withSuccessful(successful));
    }

    URI uri() {
        return server.uri("http");
    }

    int port() {
        return server.port();
    }

    BayeuxServer bayeux() {
        return server.bayeux();
    }

    @Override
    public void close() {
        server.close();
    }
}
