package dev.halley.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import org.junit.jupiter.api.Test;

/** How many messages are told to be dropped, and of how many channels. */
class DropsTest {

    private final Drops drops = new Drops(true);

    private static Encoded event(String channel) {
        return Encoded.of(ChannelMessage.of(channel, RawJson.from(1)));
    }

    private static String text(Encoded event) {
        return String.valueOf(((ChannelMessage) event.message()).ext());
    }

    @Test
    void theNextMessageOfAChannelSaysOnceHowManyWereDropped() {
        drops.count("/a", 2);
        drops.count("/a", 1);
        Encoded told = drops.form(event("/a"));
        assertThat(text(told)).contains("{\"flow\":{\"dropped\":3}}");

        drops.wentOut(told);
        Encoded next = event("/a");
        assertThat(drops.form(next)).isSameAs(next);
        assertThat(drops.total()).isEqualTo(3);
    }

    @Test
    void aClientThatHasNotAskedIsToldNothing() {
        Drops silent = new Drops(false);
        silent.count("/a", 2);
        Encoded event = event("/a");
        assertThat(silent.form(event)).isSameAs(event);
        assertThat(silent.total()).isEqualTo(2);
    }

    @Test
    void ofOneChannelMoreThanIsKeptNothingIsToldUntilAnotherOneWasTold() {
        for (int i = 0; i < Drops.MOST_CHANNELS; i++) {
            drops.count("/c/" + i, 1);
        }
        assertThat(text(drops.form(event("/c/" + (Drops.MOST_CHANNELS - 1))))).contains("\"dropped\":1");

        drops.count("/more", 1);
        Encoded more = event("/more");
        assertThat(drops.form(more)).isSameAs(more);
        assertThat(drops.total()).isEqualTo(Drops.MOST_CHANNELS + 1);

        drops.wentOut(drops.form(event("/c/0")));
        drops.count("/more", 2);
        assertThat(text(drops.form(more))).contains("\"dropped\":2");
    }
}
