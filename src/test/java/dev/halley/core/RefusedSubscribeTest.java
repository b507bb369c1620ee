package dev.halley.core;

import static dev.halley.core.RecoveryTexts.asking;
import static dev.halley.core.RecoveryTexts.back;
import static dev.halley.core.RecoveryTexts.data;
import static dev.halley.core.RecoveryTexts.publishOn;
import static dev.halley.core.RecoveryTexts.subscribe;
import static dev.halley.core.RecoveryTexts.wish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Position;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.extension.ReplayExtension;
import dev.halley.protocol.ChannelMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A subscribe that is refused late, when channels of it were read: nothing of that reaches the session, and what it had before goes on. */
class RefusedSubscribeTest {

    private static final String BOTH = "[\"/kept/a\",\"/kept/b\"]";
    private static final String ALL_OF_B = ",\"/kept/b\":{\"all\":true}";

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final SlowHistory slow = new SlowHistory();
    private final TestCore server = servers.start(slow, "history", "/kept/*=100/10m", "publishTimeout", "100");

    /** What a session's listeners have seen come, and what of it was queued. */
    private static final class Seen implements ServerSessionListener.MessageListener {
        private final List<String> came = new ArrayList<>();
        private final List<String> queued = new ArrayList<>();

        static Seen by(ServerSession session) {
            Seen seen = new Seen();
            session.addListener(seen);
            session.addListener((ServerSessionListener.QueueListener)
                    (to, from, event) -> seen.queued.add(String.valueOf(event.data())));
            return seen;
        }

        @Override
        public Verdict<ChannelMessage> onMessage(
                ServerSession session, @Nullable ServerSession from, ChannelMessage event) {
            came.add(String.valueOf(event.data()));
            return Verdict.pass();
        }
    }

    /** Subscribes to two channels; the first is read, the second takes too long. @return what the client gets */
    private List<String> subscribeInVain(TestPeer client, Position position) {
        slow.hold(true);
        List<String> got = new ArrayList<>(subscribe(client, BOTH, wish(position) + ALL_OF_B));
        slow.tellNext();
        got.addAll(client.received());
        server.pass(100);
        got.addAll(client.received());
        assertThat(got).anyMatch(text -> text.contains("503::history_unavailable"));
        slow.hold(false);
        return got;
    }

    @Test
    void whatWasReadReachesNobodyIfAnotherChannelTakesTooLong() {
        Position top = publishOn(server, 1, 2, 3);
        TestPeer client = asking(server.webSocket());
        Seen seen = Seen.by(server.session(client));
        assertThat(data(subscribeInVain(client, back(top, 2)))).isEmpty();
        publishOn(server, 4);
        assertThat(client.received()).isEmpty();
        assertThat(seen.came).isEmpty();
        assertThat(seen.queued).isEmpty();
    }

    @Test
    void recoveryThatComesTooLateIsNotCounted() {
        Position top = publishOn(server, 1, 2, 3);
        TestPeer client = asking(server.webSocket());
        subscribeInVain(client, back(top, 2));
        slow.tellNext();
        assertThat(server.events().named("recovered")).isEmpty();
        assertThat(server.events().named("recoveryFailed")).isEmpty();
    }

    @Test
    void whatWasReadReachesNobodyIfAnotherChannelsReplayIdIsInvalid() {
        server.core().addExtension(new ReplayExtension());
        Position top = publishOn(server, 1, 2);
        TestPeer client = server.webSocket();
        client.handshakeWithEvents("{\"replay\":true}");
        client.connect();
        client.received();
        Seen seen = Seen.by(server.session(client));
        assertThat(client.ask("{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":" + BOTH
                        + ",\"ext\":{\"replay\":{\"/kept/a\":" + (top.offset() - 1) + ",\"/kept/b\":5}}}"))
                .singleElement()
                .asString()
                .contains("400::The replayId {5} you provided was invalid.");
        assertThat(seen.came).isEmpty();
        assertThat(server.events().named("recovered")).isEmpty();
        assertThat(server.events().named("recoveryFailed")).hasSize(1);
    }

    @Test
    void sessionThatIsSubscribedByAPatternGetsWhatCameMeanwhileAndNothingOfWhatWasRead() {
        Position top = publishOn(server, 1, 2);
        TestPeer client = asking(server.webSocket());
        subscribe(client, "\"/kept/*\"", "");
        slow.hold(true);
        client.send("{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":" + BOTH
                + ",\"ext\":{\"history\":{" + wish(back(top, 1)) + ALL_OF_B + "}}}");
        slow.hold(false);
        publishOn(server, 3);
        slow.tellNext();
        publishOn(server, 4);
        server.pass(100);
        List<String> got = client.received();
        assertThat(got).anyMatch(text -> text.contains("503::history_unavailable"));
        assertThat(data(got)).containsExactly("3", "4");
        publishOn(server, 5);
        assertThat(data(client.received())).containsExactly("5");
    }

    @Test
    void whatWaitedIsThereAgainAndWasQueuedOnce() {
        TestPeer client = asking(server.http("b"));
        Seen seen = Seen.by(server.session(client));
        Position first = publishOn(server, 1);
        subscribe(client, "\"/kept/a\"", "");
        publishOn(server, 2);
        client.connect();
        client.received();
        publishOn(server, 3);
        List<String> got = subscribeInVain(client, first);
        publishOn(server, 4);
        client.connect();
        got.addAll(client.received());
        assertThat(data(got)).containsExactly("3", "4");
        assertThat(got).noneMatch(text -> text.contains("\"after\""));
        assertThat(seen.queued).containsExactly("2", "3", "4");
    }

    @Test
    void whoIsUnsubscribedByAListenerOfItsSubscriptionGetsNothing() {
        server.core().addListener(new BayeuxServerListener.SubscriptionListener() {
            @Override
            public void subscribed(ServerSession session, ServerChannel channel) {
                channel.unsubscribe(session);
            }

            @Override
            public void unsubscribed(ServerSession session, ServerChannel channel) {}
        });
        Position top = publishOn(server, 1, 2);
        TestPeer client = asking(server.webSocket());
        Seen seen = Seen.by(server.session(client));
        assertThat(data(subscribe(client, "\"/kept/a\"", wish(back(top, 1))))).isEmpty();
        assertThat(seen.came).isEmpty();
    }
}
