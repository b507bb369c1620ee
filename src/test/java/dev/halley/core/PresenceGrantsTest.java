package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a policy has granted to those who see members, and for how long; and what it is asked about them. */
class PresenceGrantsTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    /** Lets everybody see members by any pattern. */
    private static final SecurityPolicy OPEN = new SecurityPolicy() {
        @Override
        public Decision canWatchMembers(
                BayeuxServer server, ServerSession session, ChannelId pattern, Request.Subscribe request) {
            return Decision.grant();
        }
    };

    private static TestPeer ann(TestCore server) {
        return server.webSocket(Peers.onWebSocket(null, "ann"));
    }

    private static List<String> shown(TestCore server, TestPeer watcher) {
        server.pass(50);
        return watcher.received().stream()
                .filter(text -> text.contains("\"/presence/chat/42\"") && text.contains("\"data\":"))
                .toList();
    }

    @Test
    void patternThatIsSubscribedToAgainShowsEachChangeOnceAndIsOneWatcher() {
        TestCore server = servers.start("presence", "/chat/*");
        server.core().securityPolicy(OPEN);
        TestPeer watcher = server.webSocket().subscribedTo("/presence/chat/*", "/presence/chat/*", "/presence/**");
        ann(server).subscribedTo("/chat/42");
        assertThat(shown(server, watcher)).hasSize(1);
        assertThat(server.core().presence().watchers()).isEqualTo(2);
        watcher.disconnect();
        assertThat(server.core().presence().watchers()).isZero();
    }

    @Test
    void grantEndsWithTheSubscription() {
        TestCore server = servers.start("presence", "/chat/*");
        server.core().securityPolicy(OPEN);
        TestPeer watcher = server.webSocket().subscribedTo("/**");
        watcher.unsubscribe("/**");
        server.core().createChannel("/**").subscribe(server.session(watcher));
        ann(server).subscribedTo("/chat/42");
        assertThat(shown(server, watcher)).isEmpty();
    }

    @Test
    void grantEndsWhereTheSubscribeFailsAfterIt() {
        TestCore server = servers.start("presence", "/chat/*", "maxChannelsPerSession", "1");
        server.core().securityPolicy(OPEN);
        TestPeer watcher = server.webSocket().connected();
        watcher.subscribe("/mine", "/**");
        assertThat(watcher.received()).singleElement().asString().contains("\"successful\":false");
        server.core().createChannel("/**").subscribe(server.session(watcher));
        ann(server).subscribedTo("/chat/42");
        assertThat(shown(server, watcher)).isEmpty();
    }

    @Test
    void whoWasAskedBeforeMembersWereShownIsNotGrantedThem() {
        TestCore server = servers.start();
        server.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Decision canSubscribe(
                    BayeuxServer asked, ServerSession session, ChannelId channel, Request.Subscribe request) {
                if (channel.toString().startsWith("/presence/")) {
                    asked.createChannel("/chat/42").presence(true);
                }
                return Decision.grant();
            }
        });
        TestPeer watcher = server.webSocket().connected();
        watcher.subscribe("/presence/chat/42");
        ann(server).subscribedTo("/chat/42");
        assertThat(shown(server, watcher)).isEmpty();
    }

    @Test
    void whoMayMakeNoChannelsSeesTheMembersOfOneThatIsThere() {
        TestCore server = servers.start("presence", "/chat/*");
        server.core().createChannel("/chat/42");
        server.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Decision canCreate(BayeuxServer asked, ServerSession session, ChannelId channel, Request request) {
                return Decision.deny();
            }
        });
        TestPeer watcher = server.webSocket().subscribedTo("/presence/chat/42");
        assertThat(shown(server, watcher)).hasSize(1);
    }

    @Test
    void policyIsAskedOnceAsWhomASessionIsShownAndAnEmptyNameIsNone() {
        TestCore server = servers.start("presence", "/chat/*");
        AtomicInteger asked = new AtomicInteger();
        server.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Optional<String> memberName(BayeuxServer by, ServerSession session) {
                asked.incrementAndGet();
                return Optional.of("");
            }
        });
        ann(server).subscribedTo("/chat/42", "/chat/43");
        assertThat(asked).hasValue(1);
        assertThat(server.channel("/chat/42").presence().members())
                .singleElement()
                .satisfies(member -> assertThat(member.id()).startsWith("#"));
    }
}
