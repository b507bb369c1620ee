package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Decision;
import dev.halley.api.Registration;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerChannelListener.MessageListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.core.channel.CoreChannel;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.Request;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChannelSweepTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private static boolean isThere(TestCore server, String channel) {
        return server.core().channel(channel).isPresent();
    }

    private static void sweep(TestCore server, int times) {
        for (int i = 0; i < times; i++) {
            server.core().sweep();
        }
    }

    @Test
    void unusedChannelIsRemovedByTheThirdSweep() {
        TestCore server = servers.start("sweepPeriod", "1000");
        server.channel("/a");
        server.pass(2_999);
        assertThat(isThere(server, "/a")).isTrue();
        server.pass(1);
        assertThat(isThere(server, "/a")).isFalse();
        assertThat(server.events().named("channelRemoved")).containsExactly("channelRemoved:/a");
        assertThat(server.events().named("swept")).last().isEqualTo("swept:0:1");
    }

    /** What keeps a channel, each way to begin and to end. */
    enum Use {
        SUBSCRIBER {
            @Override
            Registration begin(TestCore server, ServerChannel channel) {
                TestPeer peer = server.webSocket().subscribedTo(channel.name());
                return () -> peer.unsubscribe(channel.name());
            }
        },
        SESSION {
            @Override
            Registration begin(TestCore server, ServerChannel channel) {
                return server.webSocket().subscribedTo(channel.name())::disconnect;
            }
        },
        LISTENER {
            @Override
            Registration begin(TestCore server, ServerChannel channel) {
                return channel.addListener((MessageListener) (from, message) -> Verdict.pass());
            }
        },
        SUBSCRIPTION_LISTENER {
            @Override
            Registration begin(TestCore server, ServerChannel channel) {
                return channel.addListener(new ServerChannelListener.SubscriptionListener() {});
            }
        },
        AUTHORIZER {
            @Override
            Registration begin(TestCore server, ServerChannel channel) {
                return channel.addAuthorizer((operation, id, session, request) -> Decision.grant());
            }
        },
        PERSISTENCE {
            @Override
            Registration begin(TestCore server, ServerChannel channel) {
                channel.persistent(true);
                return () -> channel.persistent(false);
            }
        };

        abstract Registration begin(TestCore server, ServerChannel channel);
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void usedChannelStaysUntilThreeSweepsAfterItsUse(Use lease) {
        TestCore server = servers.start("maxInterval", "3600000");
        ServerChannel channel = server.channel("/a");
        sweep(server, 2);
        Registration registration = lease.begin(server, channel);
        sweep(server, 10);
        assertThat(isThere(server, "/a")).isTrue();
        registration.close();
        sweep(server, 2);
        assertThat(isThere(server, "/a")).isTrue();
        sweep(server, 1);
        assertThat(isThere(server, "/a")).isFalse();
    }

    @Test
    void askingForAChannelStartsTheCountAgain() {
        TestCore server = servers.start();
        server.channel("/a");
        sweep(server, 2);
        server.channel("/a");
        sweep(server, 2);
        assertThat(isThere(server, "/a")).isTrue();
    }

    @Test
    void publishingDoesNotKeepAChannel() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        for (int i = 0; i < 3; i++) {
            peer.publish("/a", "1");
            server.core().sweep();
        }
        assertThat(isThere(server, "/a")).isFalse();
    }

    /** A listener that does not count. */
    private static final class Watcher
            implements MessageListener, ServerChannelListener.SubscriptionListener, ServerChannelListener.Weak {
        private final List<String> heard = new ArrayList<>();

        @Override
        public Verdict<Request.Publish> onMessage(@Nullable ServerSession from, Request.Publish message) {
            heard.add(message.channel().toString());
            return Verdict.pass();
        }
    }

    @Test
    void weakListenerHearsButDoesNotKeepTheChannel() {
        TestCore server = servers.start();
        Watcher watcher = new Watcher();
        server.channel("/a").addListener(watcher);
        server.channel("/a").publish(null, 1);
        assertThat(watcher.heard).containsExactly("/a");
        sweep(server, 3);
        assertThat(isThere(server, "/a")).isFalse();
    }

    @Test
    void sweptChannelComesAgainWhenItIsSubscribedTo() {
        TestCore server = servers.start();
        CoreChannel old = server.channel("/a");
        old.attribute("colour", "red");
        sweep(server, 3);
        TestPeer peer = server.webSocket().subscribedTo("/a");
        assertThat(server.channel("/a")).isNotSameAs(old);
        assertThat(server.channel("/a").attribute("colour")).isEmpty();
        old.publish(null, 1);
        assertThat(peer.received())
                .as("who still has hold of the old one means the new one")
                .hasSize(1);
    }

    @Test
    void listenerAddedToASweptChannelListensToTheOneInItsPlace() {
        TestCore server = servers.start();
        CoreChannel old = server.channel("/a");
        sweep(server, 3);
        List<String> heard = new ArrayList<>();
        Registration registration = old.addListener((MessageListener) (from, message) -> {
            heard.add("1");
            return Verdict.pass();
        });
        old.addAuthorizer((operation, id, session, request) -> Decision.deny("no"));
        TestPeer peer = server.webSocket().connected();
        peer.publish("/a", "1");
        assertThat(peer.received()).singleElement().asString().contains("403:no:publish_denied");
        old.publish(null, 2);
        registration.close();
        old.publish(null, 3);
        assertThat(heard).containsExactly("1");
    }

    @Test
    void sessionSubscribedToASweptChannelIsSubscribedToTheOneInItsPlace() {
        TestCore server = servers.start();
        CoreChannel old = server.channel("/a");
        sweep(server, 3);
        TestPeer peer = server.webSocket().connected();
        assertThat(old.subscribe(server.session(peer))).isTrue();
        server.channel("/a").publish(null, 1);
        assertThat(peer.received()).hasSize(1);
        assertThat(old.unsubscribe(server.session(peer))).isTrue();
        assertThat(server.channel("/a").subscribers()).isEmpty();
    }

    @Test
    void sweptChannelMadePersistentIsThereAgain() {
        TestCore server = servers.start();
        CoreChannel old = server.channel("/a");
        sweep(server, 3);
        old.persistent(true);
        sweep(server, 5);
        assertThat(isThere(server, "/a")).isTrue();
    }

    @Test
    void removedChannelTakesItsSubscriptionsAlong() {
        TestCore server = servers.start();
        List<String> heard = new ArrayList<>();
        server.core().addListener(new BayeuxServerListener.SubscriptionListener() {
            @Override
            public void unsubscribed(ServerSession session, ServerChannel channel) {
                heard.add("-" + channel);
            }
        });
        TestPeer peer = server.webSocket().subscribedTo("/a", "/b");
        ServerChannel channel = server.channel("/a");
        channel.persistent(true);
        channel.remove();
        channel.remove();
        assertThat(heard).containsExactly("-/a");
        assertThat(server.session(peer).subscriptions()).hasSize(1);
        server.channel("/a").publish(null, 1);
        assertThat(peer.received()).isEmpty();
    }

    @Test
    void subscriptionMadeWhileTheOldChannelGoesIsToTheNewOne() {
        TestCore server = servers.start();
        CoreSession first = server.session(server.webSocket().subscribedTo("/a"));
        CoreSession second = server.session(server.webSocket().subscribedTo("/a"));
        List<ServerSession> told = new ArrayList<>();
        List<CoreSession> others = new ArrayList<>();
        server.channel("/a").addListener(new ServerChannelListener.SubscriptionListener() {
            @Override
            public void unsubscribed(ServerSession session, ServerChannel channel) {
                if (others.isEmpty()) {
                    others.add(session == first ? second : first);
                    server.channel("/a").subscribe(others.get(0));
                }
                told.add(session);
            }
        });
        server.channel("/a").remove();
        CoreSession other = others.get(0);
        assertThat(told).containsExactlyInAnyOrder(first, second);
        assertThat(server.channel("/a").subscribers()).containsExactly(other);
        assertThat(other.subscriptions()).hasSize(1);
        other.disconnect();
        assertThat(server.channel("/a").subscribers()).isEmpty();
    }

    @Test
    void listenersSetAChannelUpAndSeeItComeAndGo() {
        TestCore server = servers.start();
        List<String> heard = new ArrayList<>();
        server.core().addListener(new BayeuxServerListener.ChannelListener() {
            @Override
            public void configureChannel(ServerChannel channel) {
                heard.add("configure " + channel + isThere(server, channel.name()));
                channel.lazy(true);
            }

            @Override
            public void channelAdded(ServerChannel channel) {
                heard.add("added " + channel + isThere(server, channel.name()));
            }

            @Override
            public void channelRemoved(String channel) {
                heard.add("removed " + channel + isThere(server, channel));
            }
        });
        ServerChannel made = server.core().createChannel("/a", channel -> {
            heard.add("set up " + channel + channel.isLazy());
            channel.lazy(false);
        });
        assertThat(made.isLazy()).isFalse();
        server.core().createChannel("/a", channel -> heard.add("not again"));
        made.remove();
        assertThat(heard).containsExactly("configure /afalse", "set up /atrue", "added /atrue", "removed /afalse");
    }

    @Test
    void channelWhoseListenersThrowWhenTheyHearOfItIsThere() {
        TestCore server = servers.start();
        server.expectFailures(2);
        server.core().addListener(new BayeuxServerListener.ChannelListener() {
            @Override
            public void channelAdded(ServerChannel channel) {
                throw new IllegalStateException("bug");
            }

            @Override
            public void channelRemoved(String channel) {
                throw new IllegalStateException("bug");
            }
        });
        server.channel("/a");
        assertThat(isThere(server, "/a")).isTrue();
        sweep(server, 3);
        assertThat(isThere(server, "/a")).isFalse();
    }

    @Test
    void channelThatCouldNotBeConfiguredDoesNotCome() {
        TestCore server = servers.start("maxChannelsPerSession", "1");
        server.expectFailures(1);
        Registration broken = server.core().addListener(new BayeuxServerListener.ChannelListener() {
            @Override
            public void configureChannel(ServerChannel channel) {
                channel.persistent(true);
                throw new IllegalStateException("the authorizers cannot be looked up");
            }
        });
        TestPeer peer = server.webSocket().connected();
        peer.send("""
                {"channel":"/meta/subscribe","clientId":"$","subscription":"/a"}""");
        assertThat(peer.received()).singleElement().asString().contains("\"successful\":false", ":internal_error");
        assertThatThrownBy(() -> server.core().createChannel("/b")).hasMessageContaining("looked up");
        assertThat(server.core().channels()).isEmpty();
        broken.close();
        peer.send("""
                {"channel":"/meta/subscribe","clientId":"$","subscription":"/a"}""");
        assertThat(peer.received())
                .as("its one channel was given back")
                .singleElement()
                .asString()
                .contains("\"successful\":true");
    }

    @Test
    void channelsKnowTheirFamily() {
        TestCore server = servers.start();
        ServerChannel parent = server.channel("/a");
        ServerChannel child = server.channel("/a/b");
        server.channel("/a/b/c");
        assertThat(child.parent()).contains(parent);
        assertThat(parent.parent()).isEmpty();
        assertThat(parent.children()).containsExactly(child);
        assertThat(server.core().channels()).hasSize(3);
        assertThatThrownBy(() -> server.core().createChannel("no/channel"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.core().channel("/a//b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void attributesAreKept() {
        ServerChannel channel = servers.start().channel("/a");
        assertThat(channel.attributeNames()).isEmpty();
        assertThat(channel.attribute("x", null)).isEmpty();
        assertThat(channel.attribute("x", 1)).isEmpty();
        assertThat(channel.attribute("x", 2)).contains(1);
        assertThat(channel.attribute("x")).contains(2);
        assertThat(channel.attributeNames()).containsExactly("x");
        assertThat(channel.attribute("x", null)).contains(2);
        assertThat(channel.attribute("x")).isEmpty();
    }

    @Test
    void sweepThatFailsIsNotTheLast() {
        TestCore server = servers.start("sweepPeriod", "1000");
        server.expectFailures(1);
        server.events().atNext("swept:0:0", () -> {
            throw new IllegalStateException("the observer is broken");
        });
        server.pass(3_000);
        assertThat(server.events().named("swept")).hasSize(3);
    }
}
