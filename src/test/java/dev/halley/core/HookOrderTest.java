package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.Authorizer;
import dev.halley.api.BayeuxExtension;
import dev.halley.api.BayeuxServer;
import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Decision;
import dev.halley.api.MessageFilter;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.cdi.CdiContainer;
import dev.halley.cdi.Channel;
import dev.halley.cdi.HalleyExtension;
import dev.halley.filter.DataFilter;
import dev.halley.filter.FilterChain;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import dev.halley.service.Listener;
import dev.halley.service.RemoteCall;
import dev.halley.service.Services;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The order in which hooks are called, as hook-order.txt lists it; applications rely on it. */
public class HookOrderTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final List<String> calls = new ArrayList<>();
    private final List<String> order = new ArrayList<>();
    private final List<String> names = new ArrayList<>(List.of("one", "two", "publisher"));
    private final TestCore server = servers.start();

    private BayeuxExtension extension(String name) {
        return new BayeuxExtension() {
            @Override
            public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
                calls.add(name + " in " + request.envelope().channel());
                return Verdict.pass();
            }

            @Override
            public Verdict<Reply> reply(@Nullable ServerSession session, Request request, Reply reply) {
                calls.add(name + " reply " + reply.channel());
                return Verdict.pass();
            }

            @Override
            public Verdict<ChannelMessage> event(
                    @Nullable ServerSession from, @Nullable ServerSession to, ChannelMessage event) {
                calls.add(name + " event " + event.channel() + (to == null ? " to all" : " to one"));
                return Verdict.pass();
            }
        };
    }

    private final class Policy implements SecurityPolicy {
        @Override
        public Decision canHandshake(BayeuxServer bayeux, ServerSession session, Request.Handshake handshake) {
            calls.add("policy handshake");
            return Decision.grant();
        }

        @Override
        public Decision canCreate(BayeuxServer bayeux, ServerSession session, ChannelId channel, Request request) {
            calls.add("policy create " + channel);
            return Decision.grant();
        }

        @Override
        public Decision canSubscribe(
                BayeuxServer bayeux, ServerSession session, ChannelId channel, Request.Subscribe request) {
            calls.add("policy subscribe " + channel);
            return Decision.grant();
        }

        @Override
        public Decision canPublish(BayeuxServer bayeux, ServerSession session, Request.Publish publish) {
            calls.add("policy publish " + publish.channel());
            return Decision.grant();
        }
    }

    private final class OfServer
            implements BayeuxServerListener.SessionListener,
                    BayeuxServerListener.ChannelListener,
                    BayeuxServerListener.SubscriptionListener {
        @Override
        public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
            calls.add("server: session added");
            String name = names.remove(0);
            session.addExtension(extension(name + " extension 1"));
            session.addExtension(extension(name + " extension 2"));
            session.addListener(new OfSession(name));
        }

        @Override
        public void sessionRemoved(ServerSession session, CloseReason reason) {
            calls.add("server: session removed, subscribed to " + session.subscriptions());
        }

        @Override
        public void configureChannel(ServerChannel channel) {
            calls.add("server: configure " + channel.name());
        }

        @Override
        public void channelAdded(ServerChannel channel) {
            calls.add("server: channel added " + channel.name());
        }

        @Override
        public void subscribed(ServerSession session, ServerChannel channel) {
            calls.add("server: subscribed " + channel.name());
        }

        @Override
        public void unsubscribed(ServerSession session, ServerChannel channel) {
            calls.add("server: unsubscribed " + channel.name());
        }
    }

    private final class OfSession
            implements ServerSessionListener.RemovedListener,
                    ServerSessionListener.MessageListener,
                    ServerSessionListener.QueueListener,
                    ServerSessionListener.DequeueListener,
                    ServerSessionListener.HeartbeatListener {
        private final String name;

        OfSession(String name) {
            this.name = name;
        }

        @Override
        public void removed(ServerSession session, CloseReason reason) {
            calls.add(name + ": removed, subscribed to " + session.subscriptions());
        }

        @Override
        public Verdict<ChannelMessage> onMessage(
                ServerSession session, @Nullable ServerSession from, ChannelMessage event) {
            calls.add(name + ": message " + event.channel());
            return Verdict.pass();
        }

        @Override
        public void queued(ServerSession session, @Nullable ServerSession from, ChannelMessage event) {
            calls.add(name + ": queued " + event.channel());
        }

        @Override
        public List<ChannelMessage> dequeued(ServerSession session, List<ChannelMessage> events) {
            calls.add(name + ": dequeued " + events.size());
            return events;
        }

        @Override
        public void suspended(ServerSession session, Duration timeout) {
            calls.add(name + ": suspended");
        }

        @Override
        public void resumed(ServerSession session, boolean timedOut) {
            calls.add(name + ": resumed");
        }
    }

    private final class OfChannel
            implements ServerChannelListener.MessageListener, ServerChannelListener.SubscriptionListener {
        private final String name;

        OfChannel(String name) {
            this.name = name;
        }

        @Override
        public Verdict<Request.Publish> onMessage(@Nullable ServerSession from, Request.Publish message) {
            calls.add(name + " listener: message");
            return Verdict.pass();
        }

        @Override
        public void subscribed(ServerSession session, ServerChannel channel) {
            calls.add(name + " listener: subscribed");
        }

        @Override
        public void unsubscribed(ServerSession session, ServerChannel channel) {
            calls.add(name + " listener: unsubscribed");
        }
    }

    private Authorizer authorizer(String name) {
        return (operation, channel, session, request) -> {
            calls.add(name + " authorizer: " + operation);
            return Decision.grant();
        };
    }

    private FilterChain.Step filter(int number, String channels) {
        DataFilter filter = (from, channel, data) -> {
            calls.add("filter " + number + " of the file, for " + channels);
            return data;
        };
        return new FilterChain.Step(ChannelId.of(channels), filter);
    }

    /** A filter that is a bean. */
    @ApplicationScoped
    @Channel("/**")
    public static class UsualBean implements DataFilter {
        private List<String> calls = List.of();

        /** @param to where calls are told */
        public void tell(List<String> to) {
            calls = to;
        }

        @Override
        public @Nullable RawJson filter(@Nullable ServerSession from, String channel, RawJson data) {
            calls.add("filter bean, for /**");
            return data;
        }
    }

    /** One that comes before the others, though its name comes after theirs. */
    @ApplicationScoped
    @Priority(1)
    @Channel("/a/*")
    public static class ZealousBean implements DataFilter {
        private List<String> calls = List.of();

        /** @param to where calls are told */
        public void tell(List<String> to) {
            calls = to;
        }

        @Override
        public @Nullable RawJson filter(@Nullable ServerSession from, String channel, RawJson data) {
            calls.add("filter bean of priority 1, for /a/*");
            return data;
        }
    }

    private WeldContainer beans() {
        WeldContainer beans = new Weld()
                .containerId(UUID.randomUUID().toString())
                .disableDiscovery()
                .addExtension(new HalleyExtension())
                .beanClasses(UsualBean.class, ZealousBean.class)
                .initialize();
        beans.select(UsualBean.class).get().tell(calls);
        beans.select(ZealousBean.class).get().tell(calls);
        return beans;
    }

    private final class OfApplication implements MessageFilter {
        @Override
        public boolean concerns(ChannelId channel) {
            return true;
        }

        @Override
        public Verdict<Request.Publish> filter(@Nullable ServerSession from, Request.Publish message) {
            calls.add("filter of the application");
            return Verdict.pass();
        }
    }

    /** A service; public, as its methods must be callable. */
    public static final class Annotated {
        private final List<String> calls;

        Annotated(List<String> calls) {
            this.calls = calls;
        }

        @Listener("/a/b")
        public void listens() {
            calls.add("@Listener /a/b");
        }

        @RemoteCall("call")
        public int answers() {
            calls.add("@RemoteCall");
            return 1;
        }
    }

    private void step(String name, Runnable work) {
        calls.clear();
        work.run();
        order.add("== " + name);
        order.addAll(calls);
    }

    @Test
    void hooksAreCalledInTheDocumentedOrder() throws IOException {
        try (WeldContainer beans = beans()) {
            addHooks(new CdiContainer(beans.getBeanManager()));
            walkThrough();
        }
        assertThat(order).containsExactlyElementsOf(documented());
    }

    private void addHooks(CdiContainer beans) {
        server.core().securityPolicy(new Policy());
        for (String pattern : List.of("/a/*", "/a/b", "/**")) {
            server.channel(pattern).addListener(new OfChannel(pattern));
            server.channel(pattern).addAuthorizer(authorizer(pattern));
        }
        // Filters come first, though they are added after the listeners.
        new FilterChain(List.of(filter(1, "/a/*"), filter(2, "/**"))).addTo(server.core());
        beans.register(server.core());
        server.core().addFilter(new OfApplication());
        new Services(server.core()).register(new Annotated(calls));
        server.core().addExtension(extension("server extension 1"));
        server.core().addExtension(extension("server extension 2"));
        server.core().addListener(new OfServer());
    }

    private void walkThrough() {
        TestPeer one = server.http("one");
        TestPeer two = server.webSocket();
        step("handshake", one::handshake);
        step("connect", one::connect);
        step("connect, held", one::connect);
        step("subscribe", () -> one.subscribe("/a/b"));
        two.connected();
        step("subscribe to what is not there", () -> two.subscribe("/new"));
        two.subscribe("/a/*");
        TestPeer publisher = server.webSocket().connected();
        step("publish", () -> publisher.publish("/a/b", "1"));
        step("publish to a service", () -> publisher.publish("/service/call", "1"));
        step("publish by the server", () -> server.channel("/a/b").publish(null, 1));
        step("deliver", () -> server.session(two).deliver(null, "/x", 2));
        step("disconnect", one::disconnect);
    }

    private static List<String> documented() throws IOException {
        try (InputStream file = HookOrderTest.class.getResourceAsStream("hook-order.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
