package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FollowsTest {

    private static final ChannelId A = ChannelId.of("/a");

    private final List<String> out = new ArrayList<>();
    private final Positions positions = new Positions();
    private final Follows follows = new Follows(
            positions,
            new Follows.Owners() {
                @Override
                public ChannelId ownerOf(ChannelId channel) {
                    return A;
                }

                @Override
                public HistoryOptions optionsOf(ChannelId owner) {
                    return HistoryOptions.live();
                }
            },
            new Follow.Output() {
                @Override
                public void reached(String channel, Position position) {}

                @Override
                public void deliver(Message message) {}

                @Override
                public void tell(Recovery recovery) {}

                @Override
                public void doubt() {
                    out.add("doubt");
                }
            });

    private static Message reply(String channel, String entry) {
        return Message.on(channel).with("ext", RawJson.parse("{\"history\":{\"/a\":" + entry + "}}"));
    }

    private void subscribed() {
        Follows.Asked asked = new Follows.Asked();
        follows.ask(A, Message.on("/meta/subscribe"), asked);
        follows.answered(asked, reply("/meta/subscribe", "{\"epoch\":\"e\",\"offset\":10}"));
    }

    private Position position() {
        return positions.of("/a").orElseThrow();
    }

    @Test
    void connectThatWasSentAfterTheLastReplyToASubscribeSaysHowFarTheChannelHasCome() {
        follows.sessionBegins(true);
        subscribed();
        long sentAfter = follows.answeredSubscribes();

        follows.connectAnswered(reply("/meta/connect", "{\"offset\":12}"), sentAfter);

        assertThat(position()).isEqualTo(new Position("e", 12));
    }

    @Test
    void connectThatWasSentBeforeSaysNothingAsWhatItCountsMayBeStillToCome() {
        follows.sessionBegins(true);
        long sentAfter = follows.answeredSubscribes();
        subscribed();

        follows.connectAnswered(reply("/meta/connect", "{\"offset\":12}"), sentAfter);

        assertThat(position()).isEqualTo(new Position("e", 10));
    }

    @Test
    void whatIsLostIsHeardFromAnyConnect() {
        follows.sessionBegins(true);
        long sentAfter = follows.answeredSubscribes();
        subscribed();

        follows.connectAnswered(reply("/meta/connect", "{\"offset\":12,\"lost\":true}"), sentAfter);

        assertThat(out).containsExactly("doubt");
    }
}
