package dev.halley.core;

import static dev.halley.core.RecoveryTexts.asking;
import static dev.halley.core.RecoveryTexts.back;
import static dev.halley.core.RecoveryTexts.event;
import static dev.halley.core.RecoveryTexts.publishOn;
import static dev.halley.core.RecoveryTexts.reply;
import static dev.halley.core.RecoveryTexts.subscribe;
import static dev.halley.core.RecoveryTexts.wish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Position;
import dev.halley.api.ServerChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever joins a channel with history, and whatever comes in between: nothing is lost unseen, and nothing waits without bounds. */
class JoinTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    /** Follows more channels than it may: the first of them are joined before that shows. */
    private static final String TOO_MANY_NAMED = ",\"/kept/b\":{\"all\":true},\"/kept/c\":{\"all\":true}";

    @Test
    void subscribeThatIsRefusedLeavesWhatWaitsInTheQueue() {
        TestCore small = servers.start("history", "/kept/*=5/10m", "maxSubscriptionsPerSession", "2");
        TestPeer client = asking(small.http("b"));
        subscribe(client, "\"/kept/a\"", "");
        Position top = publishOn(small, 1);
        client.connect();
        client.received();
        publishOn(small, 2, 3);
        List<String> got = new ArrayList<>(subscribe(client, "\"/kept/*\"", wish(back(top, 1)) + TOO_MANY_NAMED));
        assertThat(got).anyMatch(text -> text.contains("403:max_subscriptions:subscribe_denied"));
        publishOn(small, 4);
        client.connect();
        got.addAll(client.received());
        assertThat(got.stream()
                        .filter(text -> text.contains("\"data\""))
                        .map(text -> text.replaceFirst("\"epoch\":\"[^\"]*\",", "")))
                .containsExactly(event(2, top.offset() + 1), event(3, top.offset() + 2), event(4, top.offset() + 3));
    }

    @Test
    void channelsThatComeByAPatternLeaveRoomToSubscribeToOthers() {
        TestCore small = servers.start("history", "/kept/*=5/10m, /more/*=5/10m", "maxSubscriptionsPerSession", "2");
        TestPeer client = asking(small.webSocket());
        subscribe(client, "\"/kept/*\"", "");
        small.channel("/kept/a").publish(null, 1);
        small.channel("/kept/b").publish(null, 2);
        client.received();
        assertThat(subscribe(client, "\"/more/a\"", ""))
                .containsExactly("{\"channel\":\"/meta/subscribe\",\"successful\":true,\"subscription\":\"/more/a\"}");
        small.channel("/more/a").publish(null, 3);
        assertThat(client.received()).containsExactly("{\"channel\":\"/more/a\",\"data\":3}");
        client.unsubscribe("/more/a");
        client.received();
        assertThat(subscribe(client, "\"/more/a\"", "\"/more/a\":{\"all\":true}")
                        .get(0))
                .contains("403:max_subscriptions:subscribe_denied");
    }

    @Test
    void unsubscribeOnAnotherConnectionLeavesTheJoinThatIsUnderWay() {
        TestCore server = servers.start("history", "/kept/*=5/10m");
        Position top = publishOn(server, 1, 2);
        server.channel("/kept/a").remove();
        TestPeer client = asking(server.webSocket());
        client.subscribe("/plain");
        client.received();
        server.core().addListener(new BayeuxServerListener.ChannelListener() {
            @Override
            public void channelAdded(ServerChannel channel) {
                server.http("other").as(client).unsubscribe("/plain");
            }

            @Override
            public void channelRemoved(String channel) {}
        });
        assertThat(subscribe(client, "\"/kept/a\"", wish(back(top, 1))))
                .containsExactly(reply(top, ",\"recovered\":true,\"count\":1"), event(2, top.offset()));
    }

    @Test
    void whatIsCollectedUntilTheReplyIsWrittenIsBoundedInBytesToo() {
        TestCore small = servers.start("history", "/kept/*=5/10m", "maxQueueBytes", "1000", "maxMessageSize", "1000");
        TestPeer client = asking(small.webSocket());
        client.open().connection().completeWhenTold();
        client.publish("/plain", "0");
        subscribe(client, "\"/kept/a\"", "");
        small.channel("/kept/a").publish(null, "x".repeat(600));
        assertThat(small.knows(client)).isTrue();
        small.channel("/kept/a").publish(null, "x".repeat(600));
        assertThat(small.knows(client)).isFalse();
    }
}
