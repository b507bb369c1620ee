package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** In which order the client calls what the application has hung in, as a list. */
class ClientHookOrderTest {

    private final List<String> calls = new ArrayList<>();

    private final class Extension implements ClientExtension {

        private final String name;

        Extension(String name) {
            this.name = name;
        }

        @Override
        public Message incoming(ClientSession session, Message message) {
            calls.add(name + " in " + message.channel());
            return message;
        }

        @Override
        public Message outgoing(ClientSession session, Message message) {
            calls.add(name + " out " + message.channel());
            return message;
        }
    }

    private final class Listener implements ClientListener {

        @Override
        public void stateChanged(ClientState from, ClientState to) {
            calls.add("state " + to);
        }

        @Override
        public void handshaken(Message reply) {
            calls.add("handshaken");
        }

        @Override
        public void sending(List<Message> messages) {
            calls.add("sending " + messages.get(0).channel());
        }

        @Override
        public void received(List<Message> messages) {
            calls.add("received " + messages.get(0).channel());
        }

        @Override
        public void failed(Throwable cause) {
            calls.add("failed");
        }

        @Override
        public void resubscribed(String channel) {
            calls.add("resubscribed " + channel);
        }
    }

    private List<String> takeCalls() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    private Talk talkOfTwoExtensions() {
        Talk talk = new Talk(builder -> builder.transports(TransportType.WEBSOCKET)
                .extension(new Extension("first"))
                .extension(new Extension("second"))
                .credentials(() -> {
                    calls.add("credentials");
                    return Credentials.NONE;
                })
                .listener(new Listener()));
        talk.client.addListener("/meta/*", message -> calls.add("listener " + message.channel()));
        return talk;
    }

    @Test
    void handshakeCallsTheHooksInThisOrder() {
        Talk talk = talkOfTwoExtensions();
        talk.client.handshake().thenRun(() -> calls.add("future of handshake"));
        assertThat(takeCalls())
                .containsExactly(
                        "state HANDSHAKING",
                        "credentials",
                        "second out /meta/handshake",
                        "first out /meta/handshake",
                        "sending /meta/handshake");

        talk.acceptHandshake("one");
        assertThat(takeCalls())
                .containsExactly(
                        "received /meta/handshake",
                        "first in /meta/handshake",
                        "second in /meta/handshake",
                        "listener /meta/handshake",
                        "future of handshake",
                        "handshaken",
                        "state CONNECTING",
                        "second out /meta/connect",
                        "first out /meta/connect",
                        "sending /meta/connect");
    }

    @Test
    void connectCallsTheHooksInThisOrder() {
        Talk talk = talkOfTwoExtensions();
        talk.client.connect().thenRun(() -> calls.add("future of connect"));
        talk.acceptHandshake("one");
        takeCalls();
        talk.answer(Talk.CONNECT);
        assertThat(takeCalls())
                .containsExactly(
                        "received /meta/connect",
                        "first in /meta/connect",
                        "second in /meta/connect",
                        "listener /meta/connect",
                        "state CONNECTED",
                        "future of connect",
                        "second out /meta/connect",
                        "first out /meta/connect",
                        "sending /meta/connect");
    }

    @Test
    void subscribersAndFuturesHearInThisOrder() {
        Talk talk = Talk.connected(builder -> builder.transports(TransportType.WEBSOCKET)
                .extension(new Extension("first"))
                .listener(new Listener()));
        takeCalls();
        talk.client
                .subscribe("/news", message -> calls.add("subscriber"))
                .thenRun(() -> calls.add("future of subscribe"));
        talk.client.addListener("/news", message -> calls.add("listener"));
        talk.answer("/meta/subscribe");
        assertThat(takeCalls())
                .containsExactly(
                        "first out /meta/subscribe",
                        "sending /meta/subscribe",
                        "received /meta/subscribe",
                        "first in /meta/subscribe",
                        "future of subscribe");

        talk.receive(Message.on("/news").with("data", 1));
        assertThat(takeCalls()).containsExactly("received /news", "first in /news", "listener", "subscriber");

        talk.client.publish("/news", 2).thenRun(() -> calls.add("future of publish"));
        talk.answer("/news");
        assertThat(takeCalls())
                .containsExactly(
                        "first out /news",
                        "sending /news",
                        "received /news",
                        "first in /news",
                        "listener",
                        "future of publish");

        talk.refuse(Talk.CONNECT, "402::session_unknown", null);
        talk.acceptHandshake("two");
        takeCalls();
        talk.answer("/meta/subscribe");
        assertThat(takeCalls())
                .containsExactly("received /meta/subscribe", "first in /meta/subscribe", "resubscribed /news");
    }

    @Test
    void extensionThatFailsLetsTheMessagePass() {
        Talk talk = Talk.connected(builder -> builder.extension(new ClientExtension() {
            @Override
            public Message outgoing(ClientSession session, Message message) {
                throw new IllegalStateException("on purpose");
            }
        }));
        talk.client.publish("/a", 1);
        talk.expect(Talk.CONNECT, "/a");
    }

    @Test
    void extensionMayChangeAndStopMessages() {
        Talk talk = Talk.connected(builder -> builder.extension(new ClientExtension() {
            @Override
            public @Nullable Message outgoing(ClientSession session, Message message) {
                return message.channel().equals("/stop") ? null : message.with("mark", Map.of("a", 1));
            }
        }));
        talk.client.publish("/a", 1);
        assertThat(talk.client.publish("/stop", 1)).isCompletedExceptionally();
        assertThat(talk.sent("/a").field("mark")).hasToString("Optional[{\"a\":1}]");
        talk.expect(Talk.CONNECT, "/a");
    }

    @Test
    void anExtensionThatIsThereAlreadyIsRefused() {
        Extension extension = new Extension("first");
        BayeuxClientBuilder builder = BayeuxClient.builder("http://localhost/").extension(extension);
        String sentence = "This " + Extension.class.getName()
                + " was added already: it would see each message twice. Add another object, or remove it first.";

        assertThatThrownBy(() -> builder.extension(extension)).hasMessage(sentence);
        try (BayeuxClient client = builder.build()) {
            assertThatThrownBy(() -> client.addExtension(extension)).hasMessage(sentence);
            Registration second = client.addExtension(new Extension("second"));
            second.close();
        }
    }
}
