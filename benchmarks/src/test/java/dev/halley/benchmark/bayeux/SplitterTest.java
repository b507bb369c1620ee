package dev.halley.benchmark.bayeux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitterTest {

    private static final Payload PAYLOAD = new Payload(100);

    private final List<String> told = new ArrayList<>();

    private final Splitter.Handler handler = new Splitter.Handler() {
        @Override
        public void event(byte[] bytes, int payload) {
            told.add(Payload.stream(bytes, payload) + ":" + Payload.number(bytes, payload) + ":"
                    + Payload.nanos(bytes, payload));
        }

        @Override
        public void reply(String json) {
            told.add(json);
        }
    };

    private void split(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        new Splitter(PAYLOAD.length()).split(bytes, 0, bytes.length, handler);
    }

    private static String event(int stream, int number) {
        StringBuilder json = new StringBuilder("{\"channel\":\"/a\",\"data\":");
        PAYLOAD.append(json, new Payload.Numbers(stream, number, 5));
        return json.append('}').toString();
    }

    @Test
    void a_payload_has_the_size_that_was_asked_for() {
        StringBuilder json = new StringBuilder();
        PAYLOAD.append(json, new Payload.Numbers(9_999, Integer.MAX_VALUE, Long.MAX_VALUE));
        assertThat(json).hasSize(100);
    }

    @Test
    void events_and_replies_are_told_apart_in_their_order() {
        String reply = "{\"channel\":\"/a\",\"successful\":true}";
        split("[" + event(7, 42) + "," + reply + "," + event(8, 43) + "]");
        assertThat(told).containsExactly("7:42:5", reply, "8:43:5");
    }

    @Test
    void braces_and_escaped_quotes_in_strings_do_not_nest() {
        String reply = "{\"error\":\"}{ \\\"[\\\\\",\"advice\":{\"interval\":0}}";
        split("[" + reply + "," + event(1, 2) + "]");
        assertThat(told).containsExactly(reply, "1:2:5");
    }
}
