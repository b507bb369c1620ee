package dev.halley.core;

import static dev.halley.core.RecoveryTexts.data;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.ServerChannelListener;
import dev.halley.api.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Publishes of one session enter a channel in the order in which they came, though a history that is asked elsewhere says later, and in
 * another order, whether it knows their keys.
 */
class KeyedPublishOrderTest {

    private static final String UNAVAILABLE = "503::history_unavailable";

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final SlowHistory slow = new SlowHistory();
    private final TestCore server = servers.start(slow, "history", "/kept/*=100/10m", "publishTimeout", "100");
    private final TestPeer client = server.webSocket().connected();
    private final TestPeer reader = server.webSocket().connected();

    /** While the history is asked for the keys. */
    private void publishAsking(TestPeer by, String channel, int... numbers) {
        slow.hold(true);
        for (int number : numbers) {
            by.send("{\"channel\":\"" + channel + "\",\"clientId\":\"$\",\"data\":" + number
                    + ",\"ext\":{\"publishKey\":\"k" + number + "\"}}");
        }
        slow.hold(false);
    }

    private List<String> read() {
        return data(reader.received());
    }

    @Test
    void laterOneWhoseKeyIsLookedUpSoonerWaitsForTheEarlierOnes() {
        reader.subscribedTo("/kept/a");
        publishAsking(client, "/kept/a", 1, 2, 3);
        Runnable first = slow.next();
        Runnable second = slow.next();

        slow.tellNext();
        second.run();
        assertThat(read()).isEmpty();
        assertThat(client.received()).isEmpty();

        first.run();
        assertThat(read()).containsExactly("1", "2", "3");
        assertThat(client.received()).hasSize(3).allMatch(reply -> reply.contains("\"successful\":true"));
    }

    @Test
    void oneWithoutAKeyWaitsForTheEarlierOnesToo() {
        reader.subscribedTo("/kept/a");
        publishAsking(client, "/kept/a", 1);
        client.publish("/kept/a", "2");
        assertThat(read()).isEmpty();

        slow.tellNext();

        assertThat(read()).containsExactly("1", "2");
        client.publish("/kept/a", "3");
        assertThat(read()).containsExactly("3");
    }

    @Test
    void oneWhoseKeyIsKnownAtOnceWaitsToo() {
        reader.subscribedTo("/kept/a");
        publishAsking(client, "/kept/a", 1);
        client.send("""
                {"channel":"/kept/a","clientId":"$","data":2,"ext":{"publishKey":"two"}}""");
        assertThat(read()).isEmpty();

        slow.tellNext();

        assertThat(read()).containsExactly("1", "2");
    }

    @Test
    void whatTheServerPublishesKeepsItsOrderToo() {
        reader.subscribedTo("/kept/a");
        slow.hold(true);
        server.channel("/kept/a").publishAsync(null, 1, "one");
        slow.hold(false);
        server.channel("/kept/a").publish(null, 2);
        assertThat(read()).isEmpty();

        slow.tellNext();

        assertThat(read()).containsExactly("1", "2");
    }

    @Test
    void otherSessionsAndOtherChannelsDoNotWait() {
        reader.subscribedTo("/kept/a", "/kept/b", "/plain");
        publishAsking(client, "/kept/a", 1);
        TestPeer other = server.webSocket().connected();

        client.publish("/kept/b", "2");
        client.publish("/plain", "3");
        other.publish("/kept/a", "4");

        assertThat(read()).containsExactly("2", "3", "4");
    }

    @Test
    void lookupThatTakesTooLongIsPassedOver() {
        reader.subscribedTo("/kept/a");
        publishAsking(client, "/kept/a", 1, 2);
        slow.next();
        slow.tellNext();
        assertThat(read()).isEmpty();

        server.pass(100);

        assertThat(read()).containsExactly("2");
        assertThat(client.received())
                .satisfiesExactlyInAnyOrder(reply -> assertThat(reply).contains(UNAVAILABLE), reply -> assertThat(reply)
                        .contains("\"successful\":true"));
        assertThat(server.core().pendingPublishes()).isZero();
    }

    @Test
    void manyThatWaitGoOnOneAfterTheOther() {
        int[] numbers = IntStream.range(0, 5_000).toArray();
        List<String> read = new ArrayList<>();
        server.core().createChannel("/kept/a").addListener((ServerChannelListener.MessageListener) (from, message) -> {
            read.add(message.data().text());
            return Verdict.pass();
        });
        publishAsking(client, "/kept/a", numbers);
        Runnable first = slow.next();
        for (int i = 1; i < numbers.length; i++) {
            slow.tellNext();
        }
        assertThat(read).isEmpty();

        first.run();

        assertThat(read).hasSize(5_000).isSortedAccordingTo(Comparator.comparingInt(Integer::parseInt));
    }
}
