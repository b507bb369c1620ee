package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.link.DuplexLink;
import dev.halley.extension.AckExtension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Whatever gets lost: a client that acknowledges gets everything, in order, and nothing again that it acknowledged. */
class AckPropertiesTest {

    /** What may happen next. */
    enum Step {
        SEND,
        SEND_MANY,
        /** The client connects, and gets the reply if there is one yet. */
        CONNECT,
        /** Another connect, while the last one may be held. */
        CONNECT_TWICE,
        /** A connect that was cut off long ago arrives, and nobody reads what it is answered. */
        OVERTAKEN,
        /** The held connect's time is up. */
        PASS,
        /** What was sent since the client last looked never arrives. */
        LOSE,
        /** The connection breaks before the server knows, and what is sent over it is lost. */
        BREAK,
        MOVE_TO_HTTP,
        MOVE_TO_WEBSOCKET
    }

    @Property(tries = 300)
    void nothingIsLostNothingComesAgainAndTheOrderIsKept(@ForAll @Size(max = 80) List<Step> steps) {
        Client client = new Client();
        try {
            steps.forEach(client::step);
            client.finish();
            client.server.assertNothingFailed();
        } finally {
            client.server.core().stop();
        }
    }

    private static final class Client {
        private final TestCore server =
                new TestCore(Map.of("stopTimeout", "0", "maxResponseSize", "1000"), Runnable::run);
        private final Map<Long, Integer> reached = new HashMap<>(Map.of(0L, 0));
        private TestPeer peer = server.http("b");
        private long acknowledged;
        private long toldLast;
        private int sent;

        Client() {
            server.core().addExtension(new AckExtension());
            peer.handshakeWithEvents("{\"ack\":true}");
        }

        void step(Step step) {
            switch (step) {
                case SEND -> send(1);
                case SEND_MANY -> send(40);
                case CONNECT -> connect();
                case CONNECT_TWICE -> {
                    peer.connect("{\"ack\":" + acknowledged + '}');
                    connect();
                }
                case OVERTAKEN -> {
                    look();
                    peer.connect("{\"ack\":" + toldLast + '}');
                    peer.received();
                }
                case PASS -> server.pass(isHeld() ? 20_000 : 0);
                case LOSE -> peer.received();
                case BREAK -> {
                    peer.vanish();
                    move(peer.last().link().getClass() == DuplexLink.class ? server.webSocket() : server.http("b"));
                }
                case MOVE_TO_HTTP -> move(server.http("b"));
                case MOVE_TO_WEBSOCKET -> move(server.webSocket());
            }
        }

        private boolean isHeld() {
            return server.events().named("held").size()
                    > server.events().named("released").size();
        }

        private void move(TestPeer other) {
            // What the last way brought and was not looked at is lost.
            peer = other.as(peer);
            peer.open();
        }

        private void send(int count) {
            for (int i = 0; i < count; i++) {
                server.session(peer).deliver(null, "/a", sent++);
            }
        }

        private void connect() {
            look();
            toldLast = acknowledged;
            peer.connect("{\"ack\":" + acknowledged + '}');
            look();
        }

        /** All replies are to connects that acknowledged the same: each goes on exactly behind that. */
        private void look() {
            int begin = reached.get(acknowledged);
            List<Integer> events = new ArrayList<>();
            for (String message : peer.received()) {
                if (message.startsWith("{\"channel\":\"/a\"")) {
                    events.add(Integer.valueOf(message.replaceFirst(".*\"data\":(\\d+)}", "$1")));
                } else {
                    assertThat(message).contains("\"successful\":true");
                    long number = Long.parseLong(message.replaceFirst(".*\"ack\":(\\d+).*", "$1"));
                    assertThat(number).isGreaterThan(acknowledged);
                    assertThat(events)
                            .containsExactlyElementsOf(IntStream.range(begin, begin + events.size())
                                    .boxed()
                                    .toList());
                    reached.put(number, begin + events.size());
                    acknowledged = number;
                    events.clear();
                }
            }
            assertThat(events).as("events without a reply").isEmpty();
        }

        void finish() {
            for (int i = 0; i < 2 + sent && reached.get(acknowledged) < sent; i++) {
                connect();
            }
            assertThat(reached.get(acknowledged)).as("how many came").isEqualTo(sent);
        }
    }
}
