package dev.halley.benchmark.bayeux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.benchmark.net.Loop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReturningMemberTest {

    private final List<String> told = new ArrayList<>();

    private final ReturningMember.Listener listener = new ReturningMember.Listener() {
        @Override
        public void paced(ReturningMember member, long millis) {
            told.add("paced " + millis);
        }

        @Override
        public void subscribed(ReturningMember member, String reply) {
            told.add("subscribed");
        }

        @Override
        public void event(ReturningMember member, int number) {
            told.add("event " + number);
        }

        @Override
        public void failed(ReturningMember member, String why) {
            told.add("failed: " + why);
        }
    };

    private ReturningMember member(Loop loop) {
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("localhost", 1);
        Member.Setup setup = new Member.Setup(loop, nowhere, "/cometd", new Payload(100), null);
        return new ReturningMember(setup, "\"/a\"", "{}", listener);
    }

    private static String paced() {
        return "{\"channel\":\"/meta/handshake\",\"successful\":false,\"error\":\"503::later\",\"advice\":{\"interval\":40}}";
    }

    @Test
    void connectionThatIsLostBeforeTheFirstSessionHasFailed() throws IOException {
        try (Loop loop = new Loop()) {
            member(loop).lost("refused");
        }
        assertThat(told).containsExactly("failed: refused");
    }

    @Test
    void connectionThatIsLostWhileItIsToldToWaitCostsNothing() throws IOException {
        try (Loop loop = new Loop()) {
            ReturningMember member = member(loop);
            member.reply(paced());
            member.lost("closed");
        }
        assertThat(told).containsExactly("paced 40");
    }

    @Test
    void clientThatIsToldThatThereIsNoHistoryAsksAgain() throws IOException {
        try (Loop loop = new Loop()) {
            ReturningMember member = member(loop);
            member.reply(
                    "{\"channel\":\"/meta/subscribe\",\"successful\":false,\"error\":\"503::history_unavailable\"}");
            member.lost("closed");
        }
        assertThat(told).containsExactly("paced 1000");
    }
}
