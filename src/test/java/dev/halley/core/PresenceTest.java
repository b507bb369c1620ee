package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.Member;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.protocol.ChannelMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The members of a channel are shown on another one: first all of them, then what changes. */
class PresenceTest {

    private static final long DELAY = 50;

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final TestCore server = servers.start("presence", "/chat/**");

    private TestPeer user(String name) {
        return server.webSocket(Peers.onWebSocket(null, name));
    }

    /** @return what came on the channel since the last look, as its data */
    private List<String> seenBy(TestPeer watcher) {
        server.pass(DELAY);
        return watcher.received().stream()
                .filter(text -> text.contains("\"channel\":\"/presence/chat/42\",\"data\":"))
                .map(text -> text.replaceFirst(".*?\"data\":", "").replaceFirst("}$", ""))
                .toList();
    }

    private List<String> members() {
        return server.channel("/chat/42").presence().members().stream()
                .map(member -> member.id() + ":" + member.sessions())
                .toList();
    }

    @Test
    void watcherGetsTheListFirstAndThenWhatChanges() {
        TestPeer ann = user("ann").subscribedTo("/chat/42");
        TestPeer watcher = user("eve").subscribedTo("/presence/chat/42");
        assertThat(seenBy(watcher)).containsExactly("""
                {"version":1,"members":[{"id":"ann","sessions":1}]}""");
        user("bob").subscribedTo("/chat/42");
        assertThat(seenBy(watcher)).containsExactly("""
                {"version":2,"join":[{"id":"bob","sessions":1}]}""");
        ann.unsubscribe("/chat/42");
        assertThat(seenBy(watcher)).containsExactly("""
                {"version":3,"leave":["ann"]}""");
        assertThat(members()).containsExactly("bob:1");
    }

    @Test
    void listComesBehindTheReply() {
        TestPeer watcher = user("eve").connected();
        watcher.subscribe("/presence/chat/42");
        server.pass(DELAY);
        assertThat(watcher.received()).containsExactly("""
                {"channel":"/meta/subscribe","successful":true,"subscription":"/presence/chat/42"}""", """
                {"channel":"/presence/chat/42","data":{"version":0,"members":[]}}""");
    }

    @Test
    void sessionsOfOneUserAreOneMember() {
        TestPeer watcher = user("eve").subscribedTo("/presence/chat/42");
        TestPeer one = user("ann").subscribedTo("/chat/42");
        TestPeer two = user("ann").subscribedTo("/chat/42");
        assertThat(seenBy(watcher)).containsExactly("""
                {"version":1,"members":[{"id":"ann","sessions":2}]}""");
        one.disconnect();
        assertThat(seenBy(watcher)).containsExactly("""
                {"version":2,"join":[{"id":"ann","sessions":1}]}""");
        two.disconnect();
        assertThat(seenBy(watcher)).containsExactly("""
                {"version":3,"leave":["ann"]}""");
    }

    @Test
    void sessionWithoutUserIsAMemberOfItsOwnUnderANumber() {
        TestPeer one = server.webSocket().subscribedTo("/chat/42");
        server.webSocket().subscribedTo("/chat/42");
        List<Member> members = server.channel("/chat/42").presence().members();
        assertThat(members).hasSize(2).allMatch(member -> member.id().matches("#[0-9a-z]+"));
        assertThat(members.get(0).id()).isNotEqualTo(members.get(1).id());
        assertThat(members).noneMatch(member -> member.id().contains(one.clientId()));
    }

    @Test
    void whoIsCalledLikeANumberIsNotTakenForIt() {
        server.webSocket().subscribedTo("/chat/42");
        String number = server.channel("/chat/42").presence().members().get(0).id();
        user(number).subscribedTo("/chat/42");
        assertThat(members()).containsExactly(number + ":1", "#" + number + ":1");
    }

    @Test
    void whoFollowsByAPatternIsNoMember() {
        user("ann").subscribedTo("/chat/*", "/**");
        assertThat(members()).isEmpty();
        assertThat(server.core().presence().members()).as("of the patterns").isZero();
        assertThat(server.events().named("memberJoined")).isEmpty();
    }

    @Test
    void whatChangesAndChangesBackIsNotTold() {
        TestPeer watcher = user("eve").subscribedTo("/presence/chat/42");
        assertThat(seenBy(watcher)).hasSize(1);
        user("ann").subscribedTo("/chat/42").unsubscribe("/chat/42");
        assertThat(seenBy(watcher)).isEmpty();
    }

    @Test
    void changesWithinTheDelayGoTogether() {
        TestPeer watcher = user("eve").subscribedTo("/presence/chat/42");
        TestPeer ann = user("ann").subscribedTo("/chat/42");
        assertThat(seenBy(watcher)).hasSize(1);
        user("bob").subscribedTo("/chat/42");
        server.pass(DELAY - 1);
        user("cleo").subscribedTo("/chat/42");
        ann.disconnect();
        assertThat(watcher.received()).isEmpty();
        server.pass(1);
        assertThat(watcher.received()).containsExactly("""
                {"channel":"/presence/chat/42","data":{"version":2,"join":[{"id":"bob","sessions":1},\
                {"id":"cleo","sessions":1}],"leave":["ann"]}}""");
    }

    @Test
    void changeBehindADelayWaitsForItsOwn() {
        TestPeer watcher = user("eve").subscribedTo("/presence/chat/42");
        assertThat(seenBy(watcher)).hasSize(1);
        user("ann").subscribedTo("/chat/42");
        server.pass(DELAY - 10);
        user("bob").subscribedTo("/chat/42");
        server.pass(10);
        assertThat(watcher.received()).hasSize(1);
        user("cleo").subscribedTo("/chat/42");
        server.pass(DELAY - 1);
        assertThat(watcher.received()).isEmpty();
        server.pass(1);
        assertThat(watcher.received()).hasSize(1);
    }

    @Test
    void versionGoesOnWhileNobodyWatches() {
        user("bob").subscribedTo("/chat/42");
        user("ann").subscribedTo("/chat/42").disconnect();
        assertThat(seenBy(user("eve").subscribedTo("/presence/chat/42"))).containsExactly("""
                {"version":3,"members":[{"id":"bob","sessions":1}]}""");
    }

    @Test
    void channelIsForgottenThatNobodyIsInNorWatches() {
        user("ann").subscribedTo("/chat/42").disconnect();
        assertThat(seenBy(user("eve").subscribedTo("/presence/chat/42"))).containsExactly("""
                {"version":0,"members":[]}""");
    }

    @Test
    void whoSubscribesAgainGetsTheListAgain() {
        user("ann").subscribedTo("/chat/42");
        TestPeer watcher = user("eve").subscribedTo("/presence/chat/42");
        assertThat(seenBy(watcher)).hasSize(1);
        watcher.subscribe("/presence/chat/42");
        user("bob").subscribedTo("/chat/42");
        assertThat(seenBy(watcher)).containsExactly("""
                {"version":2,"members":[{"id":"ann","sessions":1},{"id":"bob","sessions":1}]}""");
    }

    @Test
    void whoExpiresIsGone() {
        TestPeer ann = user("ann").subscribedTo("/chat/42");
        ann.vanish();
        assertThat(members()).containsExactly("ann:1");
        server.pass(11_000);
        assertThat(members()).isEmpty();
    }

    @Test
    void whoIsKickedIsGone() {
        TestPeer ann = user("ann").subscribedTo("/chat/42");
        server.session(ann).disconnect();
        assertThat(members()).isEmpty();
    }

    @Test
    void removedChannelHasNobody() {
        TestPeer watcher = user("eve").subscribedTo("/presence/chat/42");
        user("ann").subscribedTo("/chat/42");
        server.channel("/chat/42").remove();
        assertThat(members()).isEmpty();
        assertThat(seenBy(watcher)).containsExactly("""
                {"version":0,"members":[]}""");
    }

    @Test
    void stoppedServerHasNobody() {
        user("ann").subscribedTo("/chat/42");
        server.core().stop();
        assertThat(server.core().presence().members()).isZero();
    }

    @Test
    void nothingIsLeftOfWhoHasGone() {
        TestPeer watcher = user("eve").subscribedTo("/presence/chat/42");
        user("ann").subscribedTo("/chat/42").disconnect();
        assertThat(server.core().presence().watchers()).isOne();
        watcher.disconnect();
        server.pass(DELAY);
        assertThat(server.core().presence()).hasToString("PresenceSizes[channels=0, members=0, watchers=0, awaited=0]");
    }

    @Test
    void atTheLimitAllAreListedAndPastItTheNumberIsTold() {
        TestCore small = servers.start("presence", "/chat/**", "maxPresence", "2");
        TestPeer watcher = small.webSocket().subscribedTo("/presence/chat/42");
        small.webSocket(Peers.onWebSocket(null, "ann")).subscribedTo("/chat/42");
        small.webSocket(Peers.onWebSocket(null, "bob")).subscribedTo("/chat/42");
        small.pass(DELAY);
        assertThat(watcher.received()).containsExactly("""
                {"channel":"/presence/chat/42","data":{"version":1,"members":[{"id":"ann","sessions":1},\
                {"id":"bob","sessions":1}]}}""");
        TestPeer third = small.webSocket(Peers.onWebSocket(null, "cleo")).subscribedTo("/chat/42");
        small.pass(DELAY);
        assertThat(watcher.received()).containsExactly("""
                {"channel":"/presence/chat/42","data":{"version":2,"count":3}}""");
        third.disconnect();
        small.pass(DELAY);
        assertThat(watcher.received()).containsExactly("""
                {"channel":"/presence/chat/42","data":{"version":3,"members":[{"id":"ann","sessions":1},\
                {"id":"bob","sessions":1}]}}""");
    }

    @Test
    void extensionOfTheServerSeesEachMessageOnce() {
        List<String> seen = new ArrayList<>();
        server.core().addExtension(new BayeuxExtension() {
            @Override
            public Verdict<ChannelMessage> event(
                    @Nullable ServerSession from, @Nullable ServerSession to, ChannelMessage event) {
                seen.add(event.channel());
                return Verdict.pass();
            }
        });
        user("eve").subscribedTo("/presence/chat/42");
        user("eve").subscribedTo("/presence/chat/42");
        server.pass(DELAY);
        assertThat(seen).containsExactly("/presence/chat/42");
    }
}
