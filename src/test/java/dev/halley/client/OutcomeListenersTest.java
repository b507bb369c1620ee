package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Listeners on {@code /meta/publish} and {@code /meta/unsuccessful}, on which no server sends. */
class OutcomeListenersTest {

    private final List<String> heard = new ArrayList<>();

    private Talk talk() {
        Talk talk = Talk.connected(builder -> builder.transports(TransportType.WEBSOCKET));
        for (String channel : List.of("/meta/publish", "/meta/unsuccessful", "/meta/subscribe")) {
            talk.client.addListener(
                    channel,
                    message -> heard.add(channel + " " + message.channel() + " " + message.isSuccessful()
                            + message.field("failure")
                                    .map(failure -> " " + failure)
                                    .orElse("")));
        }
        return talk;
    }

    @Test
    void aPublishThatIsAcknowledgedIsHeard() {
        Talk talk = talk();
        talk.client.publish("/a", 1);
        talk.answer("/a");

        assertThat(heard).containsExactly("/meta/publish /a true");
    }

    @Test
    void whatIsRefusedIsHeardAsUnsuccessful() {
        Talk talk = talk();
        talk.client.publish("/a", 1);
        talk.refuse("/a", "403:denied:publish_denied", null);
        talk.client.subscribe("/b", message -> {});
        talk.refuse("/meta/subscribe", "403:denied:subscribe_denied", null);

        assertThat(heard)
                .containsExactly(
                        "/meta/publish /a false",
                        "/meta/unsuccessful /a false",
                        "/meta/subscribe /meta/subscribe false",
                        "/meta/unsuccessful /meta/subscribe false");
    }

    @Test
    void aPublishWithoutAReplyIsHeardWithTheReason() {
        Talk talk = talk();
        talk.client.publish("/a", 1);
        talk.breakDown();

        assertThat(heard)
                .satisfiesExactly(
                        text -> assertThat(text)
                                .startsWith("/meta/publish /a false {\"reason\":\"The connection is lost"),
                        text -> assertThat(text).startsWith("/meta/unsuccessful /a false {\"reason\":"));
    }

    @Test
    void aCallIsMarkedSoThatAServerMayAnswerWhatNobodyServes() {
        Talk talk = talk();
        var answer = talk.client.call("nobody", 1);

        assertThat(talk.sent("/service/nobody").toJson()).contains("\"ext\":{\"call\":true}");
        talk.refuse("/service/nobody", "404::service_unknown", null);
        assertThat(answer).isCompletedExceptionally();
        talk.client.publish("/service/nobody", 1);
        assertThat(talk.sent("/service/nobody").ext("call")).isEmpty();
    }
}
