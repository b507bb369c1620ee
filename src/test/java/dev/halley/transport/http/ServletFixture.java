package dev.halley.transport.http;

import dev.halley.config.ServerConfig;
import dev.halley.core.runtime.Platform;
import dev.halley.spi.ServerEvents;
import dev.halley.testing.JettyHost;
import dev.halley.testing.OtherGateway;
import dev.halley.testing.RawHttp;
import dev.halley.testkit.ManualTime;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee11.servlet.FilterHolder;

/** The servlet on Jetty, in front of a scripted gateway. */
final class ServletFixture implements AutoCloseable {

    final ScriptedGateway gateway = new ScriptedGateway();
    final ManualTime timer = new ManualTime();
    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    final BayeuxServlet servlet;
    final HttpTransport transport;
    final JettyHost jetty;

    ServletFixture(Map<String, String> settings, boolean async, JettyHost host) {
        this(settings, async, host, new BayeuxServlet());
    }

    private ServletFixture(Map<String, String> settings, boolean async, JettyHost host, BayeuxServlet servlet) {
        this.servlet = servlet;
        ServerConfig config = ServerConfig.of(settings);
        transport = new HttpTransport(config);
        transport.start(OtherGateway.of(new Platform(config, timer, timer, Runnable::run, new Recorder()), gateway));
        jetty = host.attribute(HttpTransport.ATTRIBUTE, transport)
                .servlet(servlet, async, Map.of())
                .start();
    }

    static ServletFixture with(String... settings) {
        return new ServletFixture(map(settings), true, new JettyHost());
    }

    static ServletFixture blocking(String... settings) {
        return new ServletFixture(map(settings), false, new JettyHost());
    }

    /** In a container that says of itself that it is that one. */
    static ServletFixture inContainer(String serverInfo, String... settings) {
        return inContainer(serverInfo, new JettyHost(), settings);
    }

    /** In one that, besides, times requests out when the filter is told to. */
    static ServletFixture inContainer(String serverInfo, ImpatientFilter filter) {
        JettyHost host = new JettyHost();
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        host.context().addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
        return inContainer(serverInfo, host);
    }

    private static ServletFixture inContainer(String serverInfo, JettyHost host, String... settings) {
        return new ServletFixture(map(settings), true, host, new BayeuxServlet() {
            @Override
            public ServletContext getServletContext() {
                ServletContext real = super.getServletContext();
                return (ServletContext) Proxy.newProxyInstance(
                        ServletFixture.class.getClassLoader(),
                        new Class<?>[] {ServletContext.class},
                        (proxy, method, args) ->
                                method.getName().equals("getServerInfo") ? serverInfo : method.invoke(real, args));
            }
        });
    }

    static ServletFixture withThreads(int threads) {
        return new ServletFixture(Map.of(), true, new JettyHost(threads));
    }

    private static Map<String, String> map(String... settings) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        return map;
    }

    RawHttp connect() {
        return RawHttp.connect(jetty.port());
    }

    /** Posts on a connection of its own. */
    RawHttp.Response post(String body, String... headers) {
        try (RawHttp http = connect()) {
            return http.post("/cometd", body, headers).read();
        }
    }

    RawHttp.Response get(String target, String... headers) {
        try (RawHttp http = connect()) {
            return http.bare("GET", target, headers).read();
        }
    }

    @Override
    public void close() {
        jetty.close();
    }

    private final class Recorder implements ServerEvents {
        @Override
        public void transportFailed(String name, Throwable cause) {
            failures.add(cause);
        }
    }
}
