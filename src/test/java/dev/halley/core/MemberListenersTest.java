package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Member;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Listeners hear of each member that comes and goes once, in that order. */
class MemberListenersTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final TestCore server = servers.start("presence", "/chat/*");
    private final List<String> heard = new ArrayList<>();

    private final class Hearing implements BayeuxServerListener.MemberListener {
        private final String name;

        Hearing(String name) {
            this.name = name;
        }

        @Override
        public void memberJoined(String channel, Member member) {
            heard.add(name + " +" + member.id() + " " + channel);
        }

        @Override
        public void memberLeft(String channel, Member member) {
            heard.add(name + " -" + member.id() + " " + channel);
        }
    }

    @BeforeEach
    void listen() {
        server.core().addListener(new Hearing("1"));
    }

    private TestPeer user(String name) {
        return server.webSocket(Peers.onWebSocket(null, name));
    }

    @Test
    void firstSessionJoinsAndTheLastOneLeaves() {
        TestPeer one = user("ann").subscribedTo("/chat/42");
        TestPeer two = user("ann").subscribedTo("/chat/42");
        server.session(two).presenceInfo(7);
        one.disconnect();
        assertThat(heard).containsExactly("1 +ann /chat/42");
        two.unsubscribe("/chat/42");
        two.subscribe("/chat/42");
        assertThat(heard).containsExactly("1 +ann /chat/42", "1 -ann /chat/42", "1 +ann /chat/42");
    }

    @Test
    void whoIsSubscribedTwiceJoinsOnce() {
        TestPeer ann = user("ann").subscribedTo("/chat/42");
        ann.subscribe("/chat/42");
        assertThat(heard).hasSize(1);
        ann.disconnect();
        assertThat(heard).hasSize(2);
    }

    @Test
    void whatAListenerCausesIsHeardByAllAfterWhatItHeard() {
        TestPeer bob = user("bob").connected();
        server.core().addListener(new BayeuxServerListener.MemberListener() {
            @Override
            public void memberJoined(String channel, Member member) {
                if (member.id().equals("ann")) {
                    server.channel(channel).subscribe(server.session(bob));
                }
            }
        });
        server.core().addListener(new Hearing("2"));
        user("ann").subscribedTo("/chat/42");
        assertThat(heard).containsExactly("1 +ann /chat/42", "2 +ann /chat/42", "1 +bob /chat/42", "2 +bob /chat/42");
    }
}
