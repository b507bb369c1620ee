package dev.halley.client;

import dev.halley.api.BayeuxServer;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.config.ServerConfig;
import dev.halley.core.CoreServer;
import dev.halley.core.ExecutorTimer;
import dev.halley.core.LocalBroker;
import dev.halley.core.Platform;
import dev.halley.core.SystemClock;
import dev.halley.extension.AckExtension;
import dev.halley.extension.BinaryExtension;
import dev.halley.extension.TimesyncExtension;
import dev.halley.protocol.Event;
import dev.halley.protocol.Request;
import dev.halley.spi.ServerEvents;
import dev.halley.transport.http.BayeuxServlet;
import dev.halley.transport.http.HttpTransport;
import dev.halley.transport.websocket.WebSocketTransport;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Halley on an embedded Jetty, over long-polling and WebSocket, in real time, with the service channels that
 * {@link dev.halley.interop.CometdServer} has, too.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HalleyServer implements AutoCloseable {

    private final Server jetty = new Server();
    private final ServerConnector connector = new ServerConnector(jetty, 1, 1);
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final ExecutorTimer timer = new ExecutorTimer(Thread::new);
    private final Platform platform;
    private final CoreServer core;
    private final HttpTransport http;

    private HalleyServer(int port, Map<String, String> settings) {
        platform = new Platform(ServerConfig.of(settings), new SystemClock(), timer, workers, new ServerEvents() {});
        core = new CoreServer(platform, new LocalBroker(), List.of("websocket", "long-polling"));
        http = new HttpTransport(platform.config(), core, platform.events(), timer);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        jetty.addConnector(connector);
        ServletContextHandler application = new ServletContextHandler("/");
        JakartaWebSocketServletContainerInitializer.configure(application, (context, container) -> deploy(context));
        jetty.setHandler(application);
    }

    /** @param settings names and values in turn, as init-params have them */
    static HalleyServer start(String... settings) {
        return startOn(0, settings);
    }

    /** @param port 0 for a free one */
    static HalleyServer startOn(int port, String... settings) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        HalleyServer server = new HalleyServer(port, map);
        try {
            server.core.start();
            server.jetty.start();
        } catch (Exception e) {
            throw new IllegalStateException("The server did not start.", e);
        }
        return server;
    }

    private void deploy(ServletContext application) {
        List.of(new AckExtension(), new TimesyncExtension(platform.clock()), new BinaryExtension())
                .forEach(core::addExtension);
        listen("/service/echo", (from, message) -> answer(from, message, true));
        listen("/service/fail", (from, message) -> answer(from, message, false));
        listen("/service/kick", (from, message) -> from.disconnect());
        http.start(core);
        application.setAttribute(HttpTransport.ATTRIBUTE, http);
        ServletRegistration.Dynamic servlet = application.addServlet("bayeux", new BayeuxServlet());
        servlet.setAsyncSupported(true);
        servlet.addMapping("/cometd/*");
        new WebSocketTransport(platform, application, List.of("/cometd")).start(core);
    }

    private void listen(String channel, BiConsumer<ServerSession, Request.Publish> service) {
        core.createChannel(channel, created -> {
            created.persistent(true);
            created.addListener((ServerChannelListener.MessageListener) (from, message) -> {
                service.accept(from, message);
                return Verdict.pass();
            });
        });
    }

    private static void answer(ServerSession to, Request.Publish question, boolean successful) {
        to.deliver(null, Event.from(question).withId(question.id()).withSuccessful(successful));
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port() + "/cometd");
    }

    int port() {
        return connector.getLocalPort();
    }

    BayeuxServer bayeux() {
        return core;
    }

    @Override
    public void close() {
        core.stop();
        http.stop();
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty does not stop.", e);
        }
        workers.shutdownNow();
        timer.close();
    }
}
