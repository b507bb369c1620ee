package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A member whose client is merely away stays for a while: whoever is back by then was never gone. */
class PresenceAwayTest {

    private static final long SWEEP = 997;

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final TestCore server =
            servers.start("presence", "/chat/*", "maxInterval", "60000", "presenceGrace", "15000");

    private TestPeer user(String name) {
        return server.webSocket(Peers.onWebSocket(null, name));
    }

    private TestPeer polling(String name) {
        return server.http(Peers.onHttp("browser of " + name, name));
    }

    private List<String> members() {
        return server.channel("/chat/42").presence().members().stream()
                .map(member -> member.id() + ":" + member.sessions())
                .toList();
    }

    @Test
    void lostSocketLeavesAMemberForTheGraceAndNoLonger() {
        TestPeer ann = user("ann").subscribedTo("/chat/42");
        ann.vanish();
        server.pass(15_000);
        assertThat(members()).containsExactly("ann:1");
        server.pass(SWEEP);
        assertThat(members()).isEmpty();
        assertThat(server.session(ann).subscriptions())
                .as("it is subscribed all the same")
                .hasSize(1);
    }

    @Test
    void whoIsBackWithinTheGraceWasNeverGone() {
        TestPeer watcher = user("eve").subscribedTo("/presence/chat/42");
        TestPeer ann = user("ann").subscribedTo("/chat/42");
        server.pass(50);
        watcher.received();
        ann.vanish();
        server.pass(14_000);
        TestPeer back = user("ann").as(ann);
        back.connect();
        server.pass(20_000);
        assertThat(members()).containsExactly("ann:1");
        assertThat(watcher.received()).isEmpty();
        assertThat(server.events().named("memberLeft")).isEmpty();
    }

    @Test
    void whoIsBackAfterTheGraceIsThereAgain() {
        TestPeer ann = user("ann").subscribedTo("/chat/42");
        ann.vanish();
        server.pass(20_000);
        assertThat(members()).isEmpty();
        user("ann").as(ann).connect();
        assertThat(members()).containsExactly("ann:1");
        server.pass(SWEEP);
        assertThat(members()).containsExactly("ann:1");
    }

    @Test
    void whoIsAwayTooLongAndUnsubscribedIsNotBack() {
        TestPeer ann = user("ann").subscribedTo("/chat/42");
        ann.vanish();
        server.pass(20_000);
        server.channel("/chat/42").unsubscribe(server.session(ann));
        user("ann").as(ann).connect();
        assertThat(members()).isEmpty();
    }

    @Test
    void whoIsSubscribedByTheServerWhileAwayTooLongComesWhenItsClientDoes() {
        TestPeer ann = user("ann").subscribedTo("/chat/1");
        ann.vanish();
        server.pass(20_000);
        server.channel("/chat/42").subscribe(server.session(ann));
        assertThat(members()).isEmpty();
        user("ann").as(ann).connect();
        assertThat(members()).containsExactly("ann:1");
    }

    @Test
    void pollThatIsHeldIsThereHoweverLong() {
        polling("ann").subscribedTo("/chat/42").held();
        server.pass(19_000);
        assertThat(members()).containsExactly("ann:1");
    }

    @Test
    void pollerThatDoesNotComeAgainIsGoneAfterTheGrace() {
        polling("ann").subscribedTo("/chat/42").held();
        server.pass(20_000 + 15_000);
        assertThat(members()).containsExactly("ann:1");
        server.pass(SWEEP);
        assertThat(members()).isEmpty();
    }

    @Test
    void pollerThatPublishesIsThere() {
        TestPeer ann = polling("ann").subscribedTo("/chat/42");
        for (int i = 0; i < 4; i++) {
            server.pass(10_000);
            ann.publish("/other", "1");
        }
        assertThat(members()).containsExactly("ann:1");
    }

    @Test
    void pollerThatWasToldToWaitIsNotAwayMeanwhile() {
        TestPeer ann = polling("ann").subscribedTo("/chat/42");
        server.session(ann).interval(Duration.ofSeconds(30));
        ann.held();
        server.pass(20_000 + 30_000 + 15_000);
        assertThat(members()).containsExactly("ann:1");
        server.pass(SWEEP);
        assertThat(members()).isEmpty();
    }

    @Test
    void otherSessionOfTheUserKeepsTheMember() {
        TestPeer lost = user("ann").subscribedTo("/chat/42");
        user("ann").subscribedTo("/chat/42");
        lost.vanish();
        server.pass(20_000);
        assertThat(members()).containsExactly("ann:1");
    }

    @Test
    void sessionInTheServerIsNeverAway() {
        server.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Optional<String> memberName(BayeuxServer asked, ServerSession session) {
                return Optional.of("bot");
            }
        });
        server.core().newLocalSession("bot").subscribe("/chat/42", (session, event) -> {});
        server.pass(50_000);
        assertThat(members()).containsExactly("bot:1");
    }

    @Test
    void expiryEndsTheStayBeforeTheGrace() {
        TestCore quick = servers.start("presence", "/chat/*", "maxInterval", "1000", "presenceGrace", "15000");
        quick.webSocket().subscribedTo("/chat/42").vanish();
        quick.pass(2_000);
        assertThat(quick.core().presence().members()).isZero();
    }
}
