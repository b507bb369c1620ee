package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may see members, and that nobody but the server shows any. */
class PresenceRightsTest {

    private static final String BY_POLICY = "denied_by_security_policy";
    private static final String DATA = "\"data\":";

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final TestCore server = servers.start("presence", "/chat/**");

    /** Lets sessions subscribe to all but a channel, and see members by one pattern. */
    private record Policy(String forbidden, String pattern) implements SecurityPolicy {

        @Override
        public Decision canSubscribe(
                BayeuxServer server, ServerSession session, ChannelId channel, Request.Subscribe request) {
            return Decision.of(session.isLocal() || !channel.toString().equals(forbidden));
        }

        @Override
        public Decision canWatchMembers(
                BayeuxServer server, ServerSession session, ChannelId asked, Request.Subscribe request) {
            return Decision.of(session.isLocal() || asked.toString().equals(pattern));
        }

        @Override
        public Optional<String> memberName(BayeuxServer server, ServerSession session) {
            return session.userName().map(name -> "the " + name);
        }
    }

    private static String refused(String channel, String why) {
        return "{\"channel\":\"/meta/subscribe\",\"successful\":false,\"error\":\"403:" + why
                + ":subscribe_denied\",\"subscription\":\"" + channel + "\"}";
    }

    private static List<String> events(TestPeer peer) {
        return peer.received().stream().filter(text -> text.contains(DATA)).toList();
    }

    @Test
    void whoMayNotSubscribeToTheChannelDoesNotSeeItsMembers() {
        server.core().securityPolicy(new Policy("/chat/42", ""));
        server.webSocket().connected();
        TestPeer watcher = server.webSocket().connected();
        watcher.subscribe("/presence/chat/42");
        assertThat(watcher.received()).containsExactly(refused("/presence/chat/42", BY_POLICY));
        watcher.subscribe("/presence/chat/43");
        server.pass(50);
        assertThat(events(watcher)).hasSize(1);
    }

    @Test
    void policyMayForbidTheListToWhoMaySubscribe() {
        server.core().securityPolicy(new Policy("/presence/chat/42", ""));
        TestPeer watcher = server.webSocket().connected();
        watcher.subscribe("/presence/chat/42");
        assertThat(watcher.received()).containsExactly(refused("/presence/chat/42", BY_POLICY));
    }

    @Test
    void authorizerOfTheChannelIsAskedToo() {
        server.core()
                .createChannel(
                        "/chat/42",
                        channel -> channel.addAuthorizer(
                                (operation, id, session, request) -> Decision.deny("members_only")));
        TestPeer watcher = server.webSocket().connected();
        watcher.subscribe("/presence/chat/42");
        assertThat(watcher.received()).containsExactly(refused("/presence/chat/42", "members_only"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/presence/news", "/presence", "/presence/service/x", "/presence/presence/chat/42"})
    void membersThatAreNotShownCannotBeWatched(String channel) {
        TestPeer watcher = server.webSocket().connected();
        watcher.subscribe(channel);
        assertThat(watcher.received()).containsExactly(refused(channel, "denied_by_presence"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/presence/**", "/presence/chat/*", "/presence/*"})
    void patternBelowThePrefixIsRefused(String pattern) {
        TestPeer watcher = server.webSocket().connected();
        watcher.subscribe(pattern);
        assertThat(watcher.received()).containsExactly(refused(pattern, BY_POLICY));
    }

    @Test
    void widePatternIsGrantedWithoutTheMembers() {
        TestPeer watcher = server.webSocket().subscribedTo("/**");
        server.webSocket().subscribedTo("/chat/42").publish("/chat/42", "1");
        server.pass(50);
        assertThat(events(watcher)).containsExactly("{\"channel\":\"/chat/42\",\"data\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/**", "/presence/**", "/presence/chat/*"})
    void patternThatThePolicyAllowsShowsWhatChanges(String pattern) {
        server.core().securityPolicy(new Policy("", pattern));
        TestPeer watcher = server.webSocket().subscribedTo(pattern);
        TestPeer ann = server.webSocket(Peers.onWebSocket(null, "ann")).subscribedTo("/chat/42");
        server.pass(50);
        ann.disconnect();
        server.pass(50);
        assertThat(events(watcher)).containsExactly("""
                {"channel":"/presence/chat/42","data":{"version":1,"join":[{"id":"the ann","sessions":1}]}}""", """
                {"channel":"/presence/chat/42","data":{"version":2,"leave":["the ann"]}}""");
        watcher.unsubscribe(pattern);
        watcher.received();
        server.webSocket().subscribedTo("/chat/42");
        server.pass(50);
        assertThat(events(watcher)).isEmpty();
        assertThat(server.core().presence().watchers()).isZero();
    }

    @Test
    void whoWatchesByPatternAndByNameGetsEachChangeOnce() {
        server.core().securityPolicy(new Policy("", "/**"));
        TestPeer watcher = server.webSocket().subscribedTo("/**", "/presence/chat/42");
        server.pass(50);
        assertThat(events(watcher)).hasSize(1);
        server.webSocket(Peers.onWebSocket(null, "ann")).subscribedTo("/chat/42");
        server.pass(50);
        assertThat(events(watcher)).hasSize(1);
    }

    @Test
    void serversOwnSessionSeesMembersByAnyPattern() {
        List<String> seen = new ArrayList<>();
        server.core().newLocalSession("log").subscribe("/**", (session, event) -> seen.add(event.channel()));
        server.webSocket().subscribedTo("/chat/42");
        server.pass(50);
        assertThat(seen).containsExactly("/presence/chat/42");
    }

    @Test
    void serversOwnSessionIsNoMemberUnlessThePolicyNamesIt() {
        server.core().newLocalSession("bot").subscribe("/chat/42", (session, event) -> {});
        assertThat(server.core().presence().members()).isZero();
        server.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Optional<String> memberName(BayeuxServer asked, ServerSession session) {
                return Optional.of("bot");
            }
        });
        server.core().newLocalSession("bot").subscribe("/chat/42", (session, event) -> {});
        assertThat(server.core().presence().members()).isOne();
    }

    @Test
    void policyThatThrowsHasNamedNobody() {
        server.expectFailures(1);
        server.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Optional<String> memberName(BayeuxServer asked, ServerSession session) {
                throw new IllegalStateException("no name");
            }
        });
        server.webSocket(Peers.onWebSocket(null, "ann")).subscribedTo("/chat/42");
        assertThat(server.channel("/chat/42").presence().members())
                .singleElement()
                .satisfies(member -> assertThat(member.id()).startsWith("#"));
    }

    @Test
    void forgedListIsRefusedAndReachesNobody() {
        TestPeer watcher = server.webSocket().subscribedTo("/presence/chat/42");
        server.pass(50);
        watcher.received();
        TestPeer forger = server.webSocket().connected();
        forger.publish("/presence/chat/42", "{\"version\":2,\"leave\":[\"ann\"]}");
        assertThat(forger.received()).containsExactly("""
                {"channel":"/presence/chat/42","successful":false,"error":"403:denied_by_presence:publish_denied"}""");
        server.pass(50);
        assertThat(watcher.received()).isEmpty();
    }

    @Test
    void applicationDoesNotPublishThereEither() {
        TestPeer watcher = server.webSocket().subscribedTo("/presence/chat/42");
        server.pass(50);
        watcher.received();
        assertThat(server.core().channel("/presence/chat/42").orElseThrow().publish(null, "x"))
                .isFalse();
        assertThat(server.core()
                        .newLocalSession("s")
                        .publish("/presence/chat/42", "x")
                        .successful())
                .isFalse();
        assertThat(watcher.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/presence", "/presence/mine"})
    void channelOfTheApplicationBelowThePrefixIsRefused(String channel) {
        assertThatThrownBy(() -> server.core().createChannel(channel))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        channel + " is below 'presencePrefix', where the server shows members: take another name, or"
                                + " set another prefix.");
    }

    @Test
    void withoutPresenceThePrefixIsLikeAnyOther() {
        TestCore plain = servers.start();
        plain.core().createChannel("/presence/mine");
        TestPeer peer = plain.webSocket().subscribedTo("/presence/**");
        plain.webSocket().connected().publish("/presence/chat/42", "1");
        assertThat(peer.received()).containsExactly("{\"channel\":\"/presence/chat/42\",\"data\":1}");
    }

    @Test
    void channelOfTheApplicationBelowThePrefixFailsTheFirstPresence() {
        TestCore plain = servers.start();
        plain.core().createChannel("/presence/mine");
        assertThatThrownBy(() -> plain.channel("/chat/42").presence(true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("/presence/mine is below 'presencePrefix'");
        assertThat(plain.channel("/chat/42").presence().isOn()).isFalse();
        plain.core().createChannel("/presence/other");
    }

    @Test
    void whatClientsHaveMadeBelowThePrefixGoesWithTheFirstPresence() {
        TestCore plain = servers.start();
        TestPeer early = plain.webSocket().subscribedTo("/presence/chat/42");
        plain.channel("/chat/42").presence(true);
        plain.webSocket().subscribedTo("/chat/42");
        plain.pass(50);
        assertThat(early.received()).isEmpty();
        early.subscribe("/presence/chat/42");
        plain.pass(50);
        assertThat(events(early)).hasSize(1);
    }

    @Test
    void whatClientsHavePublishedBelowThePrefixIsNoHistoryOfMembers() {
        TestCore server = servers.start("history", "/**=10/1h");
        server.webSocket().connected().ask("""
                {"channel":"/presence/chat/42","clientId":"$","data":{"version":9,"join":[{"id":"forged"}]}}""");
        server.channel("/chat/42").presence(true);
        TestPeer watcher = server.webSocket();
        watcher.handshakeWithEvents("{\"history\":true}");
        assertThat(watcher.ask("""
                {"channel":"/meta/subscribe","clientId":"$","subscription":"/presence/chat/42",\
                "ext":{"history":{"/presence/chat/42":{"last":10}}}}""")).containsExactly("""
                {"channel":"/meta/subscribe","successful":true,"subscription":"/presence/chat/42"}""");
    }
}
