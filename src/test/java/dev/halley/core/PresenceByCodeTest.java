package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import dev.halley.core.channel.ChannelLease;
import dev.halley.protocol.Request;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code says of which channels the members are shown; it counts more than the setting, and a channel more than a pattern. */
class PresenceByCodeTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private static List<String> members(TestCore server, String channel) {
        return server.channel(channel).presence().members().stream()
                .map(member -> member.id())
                .toList();
    }

    private static TestPeer user(TestCore server, String name) {
        return server.webSocket(Peers.onWebSocket(null, name));
    }

    @Test
    void whoWasThereBeforeIsAMember() {
        TestCore server = servers.start();
        user(server, "ann").subscribedTo("/chat/42");
        assertThat(members(server, "/chat/42")).isEmpty();
        server.channel("/chat/42").presence(true);
        assertThat(members(server, "/chat/42")).containsExactly("ann");
        assertThat(server.channel("/chat/43").presence().isOn()).isFalse();
    }

    @Test
    void switchedOffThereIsNobody() {
        TestCore server = servers.start("presence", "/chat/*");
        TestPeer watcher = server.webSocket().subscribedTo("/presence/chat/42");
        user(server, "ann").subscribedTo("/chat/42");
        server.pass(50);
        watcher.received();
        server.channel("/chat/42").presence(false);
        assertThat(members(server, "/chat/42")).isEmpty();
        server.pass(50);
        assertThat(watcher.received()).containsExactly("""
                {"channel":"/presence/chat/42","data":{"version":2,"leave":["ann"]}}""");
        user(server, "bob").subscribedTo("/chat/42");
        assertThat(members(server, "/chat/42")).isEmpty();
        server.channel("/chat/42").presence(true);
        assertThat(members(server, "/chat/42")).containsExactlyInAnyOrder("ann", "bob");
    }

    @Test
    void patternHoldsForAllThatItMatches() {
        TestCore server = servers.start();
        user(server, "ann").subscribedTo("/chat/1", "/chat/1/deep");
        server.channel("/chat/*").presence(true);
        user(server, "bob").subscribedTo("/chat/2");
        assertThat(members(server, "/chat/1")).containsExactly("ann");
        assertThat(members(server, "/chat/2")).containsExactly("bob");
        assertThat(members(server, "/chat/1/deep")).isEmpty();
    }

    @Test
    void narrowestCounts() {
        TestCore server = servers.start("presence", "/a/**");
        server.channel("/a/b/*").presence(false);
        server.channel("/a/b/c").presence(true);
        assertThat(server.channel("/a/x").presence().isOn()).isTrue();
        assertThat(server.channel("/a/b/x").presence().isOn()).isFalse();
        assertThat(server.channel("/a/b/c").presence().isOn()).isTrue();
    }

    @Test
    void patternStaysWithWhatWasSaid() {
        TestCore server = servers.start();
        server.channel("/chat/*").presence(true);
        sweepAway(server);
        assertThat(server.core().channel("/chat/*")).isPresent();
        server.channel("/chat/*").remove();
        assertThat(server.channel("/chat/42").presence().isOn()).isFalse();
    }

    @Test
    void patternThatIsRemovedHidesTheMembers() {
        TestCore server = servers.start();
        server.channel("/chat/*").presence(true);
        user(server, "ann").subscribedTo("/chat/42");
        server.channel("/chat/*").remove();
        assertThat(members(server, "/chat/42")).isEmpty();
    }

    @Test
    void channelStaysWhileItsMembersAreWatched() {
        TestCore server = servers.start();
        server.channel("/chat/42").presence(true);
        TestPeer watcher = server.webSocket().subscribedTo("/presence/chat/42");
        sweepAway(server);
        assertThat(server.core().channel("/chat/42")).isPresent();
        watcher.unsubscribe("/presence/chat/42");
        sweepAway(server);
        assertThat(server.core().channel("/chat/42")).isEmpty();
    }

    private static void sweepAway(TestCore server) {
        for (int i = 0; i < ChannelLease.SWEEPS; i++) {
            server.core().sweep();
        }
    }

    @Test
    void whatIsSaidWhenAChannelIsMadeHolds() {
        TestCore server = servers.start();
        TestPeer ann = user(server, "ann").subscribedTo("/chat/1");
        server.core().createChannel("/chat/2", made -> {
            made.presence(true);
            made.subscribe(server.session(ann));
        });
        assertThat(members(server, "/chat/2")).containsExactly("ann");
        server.core().createChannel("/chat/*", made -> made.presence(true));
        assertThat(members(server, "/chat/1")).containsExactly("ann");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/service/x", "/service/**", "/chat/{room}"})
    void onlyBroadcastChannelsHaveMembers(String channel) {
        TestCore server = servers.start();
        assertThatThrownBy(() -> server.channel(channel).presence(true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(channel);
    }

    @Test
    void membersOfWhereMembersAreShownAreNotShown() {
        TestCore server = servers.start("presence", "/**");
        server.webSocket().subscribedTo("/presence/chat/42");
        assertThat(server.core().presence().members()).isZero();
        ServerChannel shown = server.core().channel("/presence/chat/42").orElseThrow();
        assertThat(shown.presence().isOn()).isFalse();
        assertThatThrownBy(() -> shown.presence(true)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void settingBelowThePrefixFailsTheStart() {
        assertThatThrownBy(() -> servers.start("presence", "/x/**,/presence/chat/*"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/presence/chat/*");
    }

    @Test
    void prefixIsASetting() {
        TestCore server = servers.start("presence", "/chat/*", "presencePrefix", "/who/is/in");
        TestPeer watcher = server.webSocket().subscribedTo("/who/is/in/chat/42", "/who/**");
        user(server, "ann").subscribedTo("/chat/42");
        server.pass(50);
        assertThat(watcher.received()).containsExactly("""
                {"channel":"/who/is/in/chat/42","data":{"version":1,"members":[{"id":"ann","sessions":1}]}}""");
    }

    private static SecurityPolicy subscribingAndThen(Decision decision) {
        return new SecurityPolicy() {
            @Override
            public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
                server.createChannel("/chat/42").subscribe(session);
                return decision;
            }
        };
    }

    @Test
    void whomThePolicySubscribesInItsHandshakeIsAMember() {
        TestCore server = servers.start("presence", "/chat/*");
        server.core().securityPolicy(subscribingAndThen(Decision.grant()));
        assertThat(members(server, "/chat/42")).isEmpty();
        user(server, "bob").connected();
        assertThat(members(server, "/chat/42")).containsExactly("bob");
    }

    @Test
    void whomThePolicySubscribesAndDeniesIsNowhere() {
        TestCore server = servers.start("presence", "/chat/*");
        server.core().securityPolicy(subscribingAndThen(Decision.deny("no")));
        assertThat(user(server, "ann").ask("""
                {"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"]}""")).singleElement().asString().contains("\"successful\":false");
        assertThat(server.channel("/chat/42").subscribers()).isEmpty();
        assertThat(members(server, "/chat/42")).isEmpty();
    }
}
