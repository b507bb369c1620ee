package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.core.channel.CoreChannel;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import dev.halley.spi.Link;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void subscriberGetsWhatIsPublishedUntilItUnsubscribes(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer peer = server.peer(kind).connected();
        peer.subscribe("/a");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/meta/subscribe","successful":true,"subscription":"/a"}""");
        peer.publish("/a", "1");
        assertThat(peer.received()).containsExactlyInAnyOrder("""
                {"channel":"/a","data":1}""", """
                {"channel":"/a","successful":true}""");
        peer.unsubscribe("/a");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/meta/unsubscribe","successful":true,"subscription":"/a"}""");
        peer.publish("/a", "2");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","successful":true}""");
    }

    @Test
    void arrayIsSubscribedTogetherAndEchoed() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        peer.subscribe("/a", "/b/*", "/a");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/meta/subscribe","successful":true,"subscription":["/a","/b/*","/a"]}""");
        assertThat(server.session(peer).subscriptions())
                .containsExactlyInAnyOrder(ChannelId.of("/a"), ChannelId.of("/b/*"));
    }

    @Test
    void arrayIsSubscribedWhollyOrNotAtAll() {
        TestCore server = servers.start();
        server.core().securityPolicy(refusing("/c"));
        TestPeer peer = server.webSocket().subscribedTo("/a");
        peer.subscribe("/a", "/b", "/c", "/d");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/meta/subscribe","successful":false,"error":"403:no,/c:subscribe_denied",\
                "subscription":["/a","/b","/c","/d"]}""");
        assertThat(server.session(peer).subscriptions()).containsExactly(ChannelId.of("/a"));
        assertThat(server.channel("/b").subscribers()).isEmpty();
        assertThat(server.channel("/a").subscribers()).hasSize(1);
    }

    @Test
    void arrayThatFailsLateTakesBackOnlyWhatItHasDone() {
        TestCore server = servers.start("maxChannelsPerSession", "2");
        TestPeer peer = server.webSocket().subscribedTo("/a");
        peer.subscribe("/a", "/b", "/c");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/meta/subscribe","successful":false,"error":"403:max_channels,/c:create_denied",\
                "subscription":["/a","/b","/c"]}""");
        assertThat(server.session(peer).subscriptions()).containsExactly(ChannelId.of("/a"));
        assertThat(server.channel("/a").subscribers()).hasSize(1);
        assertThat(server.channel("/b").subscribers()).isEmpty();
    }

    @Test
    void subscribingTwiceSucceedsAndDeliversOnce() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().subscribedTo("/a", "/a");
        server.channel("/a").publish(null, 1);
        assertThat(peer.received()).hasSize(1);
        peer.unsubscribe("/a");
        peer.received();
        server.channel("/a").publish(null, 1);
        assertThat(peer.received()).isEmpty();
    }

    @Test
    void serviceChannelsAreSubscribedToWithoutEffect() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().subscribedTo("/service/x", "/service/**");
        assertThat(server.session(peer).subscriptions()).isEmpty();
        assertThat(server.core().channels()).isEmpty();
        peer.unsubscribe("/service/x");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/meta/unsubscribe","successful":true,"subscription":"/service/x"}""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/meta/connect", "/meta/*", "/meta/**"})
    void metaChannelsAreRefused(String channel) {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        peer.subscribe(channel);
        assertThat(peer.received())
                .containsExactly("{\"channel\":\"/meta/subscribe\",\"successful\":false,"
                        + "\"error\":\"403:denied_by_security_policy:subscribe_denied\",\"subscription\":\"" + channel
                        + "\"}");
        server.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Decision canSubscribe(
                    BayeuxServer core, ServerSession session, ChannelId id, Request.Subscribe request) {
                return Decision.grant();
            }
        });
        peer.subscribe(channel);
        assertThat(peer.received())
                .containsExactly("{\"channel\":\"/meta/subscribe\",\"successful\":false,"
                        + "\"error\":\"403::subscribe_failed\",\"subscription\":\"" + channel + "\"}");
        peer.unsubscribe(channel);
        assertThat(peer.received())
                .containsExactly("{\"channel\":\"/meta/unsubscribe\",\"successful\":false,"
                        + "\"error\":\"403::unsubscribe_failed\",\"subscription\":\"" + channel + "\"}");
    }

    @Test
    void unsubscribingWhatWasNeverThereIsAnError() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().subscribedTo("/a");
        peer.unsubscribe("/never");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/meta/unsubscribe","successful":false,"error":"400::channel_missing","subscription":"/never"}""");
        peer.unsubscribe("/a", "/never");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/meta/unsubscribe","successful":false,"error":"400::channel_missing",\
                "subscription":["/a","/never"]}""");
        assertThat(server.session(peer).subscriptions()).as("all or none").hasSize(1);
        assertThat(server.core().channel("/never")).isEmpty();
    }

    @Test
    void subscriptionThatIsNoChannelIsRefused() {
        TestPeer peer = servers.start().webSocket().connected();
        assertThat(peer.ask("""
                [{"channel":"/meta/subscribe","clientId":"$"},
                 {"channel":"/meta/subscribe","clientId":"$","subscription":7},
                 {"channel":"/meta/subscribe","clientId":"$","subscription":["/a","b"]}]"""))
                .allMatch(reply -> reply.contains("\"successful\":false"))
                .satisfiesExactly(
                        reply -> assertThat(reply).contains("403::subscription_missing"),
                        reply -> assertThat(reply).contains("403::subscription_invalid"),
                        reply -> assertThat(reply).contains("403::subscription_invalid"));
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b,/a/b,true",
        "/a/b,/a/*,true",
        "/a/b,/a/**,true",
        "/a/b,/**,true",
        "/a/b,/*,false",
        "/a/b,/a,false",
        "/a/b/c,/a/*,false",
        "/a/b/c,/a/**,true",
        "/a,/a/**,false",
        "/a,/*,true"
    })
    void patternsGetWhatMatches(String channel, String pattern, boolean gets) {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().subscribedTo(pattern);
        server.channel(channel).publish(null, 1);
        assertThat(peer.received()).hasSize(gets ? 1 : 0);
    }

    @Test
    void sessionWhoseSubscriptionsOverlapGetsAnEventOnce() {
        TestCore server = servers.start();
        TestPeer both = server.webSocket().subscribedTo("/**", "/a/**", "/a/*", "/a/b");
        TestPeer one = server.webSocket().subscribedTo("/a/b");
        server.channel("/a/b").publish(null, 1);
        assertThat(both.received()).hasSize(1);
        assertThat(one.received()).hasSize(1);
        assertThat(server.events().named("published")).containsExactly("published:/a/b:2");
    }

    @Test
    void deepWildSubscriptionGetsBroadcastChannelsOnly() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().subscribedTo("/**");
        peer.publish("/service/x", "1");
        server.channel("/service/x").publish(null, 2);
        peer.held();
        assertThat(peer.received()).containsExactly("""
                {"channel":"/service/x","successful":true}""");
    }

    @Test
    void listenersLearnOfSubscriptions() {
        TestCore server = servers.start();
        List<String> heard = new ArrayList<>();
        ServerChannelListener own = new ServerChannelListener.SubscriptionListener() {
            @Override
            public void subscribed(ServerSession session, ServerChannel channel) {
                heard.add("own+" + channel + channel.subscribers().size());
            }

            @Override
            public void unsubscribed(ServerSession session, ServerChannel channel) {
                heard.add("own-" + channel + channel.subscribers().size());
            }
        };
        server.channel("/a").addListener(own);
        server.core().addListener(new BayeuxServerListener.SubscriptionListener() {
            @Override
            public void subscribed(ServerSession session, ServerChannel channel) {
                heard.add("all+" + channel);
                assertThat(server.core().context()).isPresent();
            }

            @Override
            public void unsubscribed(ServerSession session, ServerChannel channel) {
                heard.add("all-" + channel);
            }
        });
        TestPeer peer = server.webSocket().subscribedTo("/a", "/a", "/b");
        assertThat(heard).containsExactly("own+/a1", "all+/a", "all+/b");
        heard.clear();
        peer.unsubscribe("/a");
        peer.unsubscribe("/a");
        assertThat(heard).containsExactly("own-/a0", "all-/a");
        heard.clear();
        peer.subscribe("/a");
        peer.disconnect();
        assertThat(heard).startsWith("own+/a1", "all+/a").hasSize(5).contains("own-/a0", "all-/a", "all-/b");
    }

    @Test
    void applicationSubscribesASessionWithoutAskingAPolicy() {
        TestCore server = servers.start("maxSubscriptionsPerSession", "1");
        server.core().securityPolicy(refusing("/a"));
        TestPeer peer = server.webSocket().subscribedTo("/b");
        CoreSession session = server.session(peer);
        CoreChannel channel = server.channel("/a");
        assertThat(channel.subscribe(session)).isTrue();
        assertThat(channel.subscribe(session)).isTrue();
        assertThat(channel.subscribers()).containsExactly(session);
        assertThat(channel.unsubscribe(session)).isTrue();
        assertThat(channel.unsubscribe(session)).isFalse();
        assertThat(server.channel("/service/x").subscribe(session)).isFalse();
        peer.disconnect();
        assertThat(channel.subscribe(session)).isFalse();
        assertThat(channel.subscribers()).isEmpty();
    }

    private static SecurityPolicy refusing(String channel) {
        return new SecurityPolicy() {
            @Override
            public Decision canSubscribe(
                    BayeuxServer core, ServerSession session, ChannelId id, Request.Subscribe request) {
                return id.toString().equals(channel) ? Decision.deny("no") : Decision.grant();
            }
        };
    }
}
