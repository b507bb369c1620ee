package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import dev.halley.testkit.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A client whose transports and time the test moves by hand. All that follows from a step has happened when the step
 * returns.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class Talk implements ClientTransport.Factory {

    static final String HANDSHAKE = "/meta/handshake";
    static final String CONNECT = "/meta/connect";

    private final ManualTime time = new ManualTime();
    private final List<Scripted> transports = new ArrayList<>();
    private final List<RequestBatch> packets = new ArrayList<>();
    private final List<Message> unanswered = new ArrayList<>();
    final List<String> log = new ArrayList<>();
    final BayeuxClient client;
    /** Whether a request, but for a connect, is sent only when the one before is answered. */
    boolean oneAtATime;

    Talk() {
        this(builder -> builder);
    }

    Talk(UnaryOperator<BayeuxClientBuilder> setUp) {
        client = setUp.apply(BayeuxClient.builder("http://server.example/cometd")
                        .backOff(new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(8), () -> 0.5))
                        .listener(new Log()))
                .inside(new ClientThreads(Runnable::run, Runnable::run, new Time()), this)
                .build();
    }

    /** @return a client that is connected, its held connect under way */
    static Talk connected(UnaryOperator<BayeuxClientBuilder> setUp) {
        Talk talk = new Talk(setUp);
        talk.client.connect();
        talk.acceptHandshake("one");
        talk.answer(CONNECT);
        return talk;
    }

    /** @return a client that is connected to a server with history, its held connect under way */
    static Talk withHistory(UnaryOperator<BayeuxClientBuilder> setUp) {
        Talk talk = new Talk(setUp);
        talk.client.connect();
        talk.acceptWithHistory("one");
        talk.answer(CONNECT);
        return talk;
    }

    void acceptWithHistory(String clientId) {
        acceptHandshake(clientId, reply -> reply.with("ext", RawJson.parse("{\"history\":true,\"keyTtl\":60000}")));
    }

    private final class Log implements ClientListener {

        @Override
        public void stateChanged(ClientState from, ClientState to) {
            log.add(to.name());
        }

        @Override
        public void resubscribed(String channel) {
            log.add("resubscribed " + channel);
        }

        @Override
        public void subscriptionLost(String channel, BayeuxException why) {
            log.add("lost " + channel);
        }

        @Override
        public void transportChanged(TransportType from, TransportType to, TransportReason reason) {
            log.add(from + " -> " + to + " " + reason);
        }

        @Override
        public void recovered(Recovery recovery) {
            log.add("recovered " + recovery.channel() + " " + recovery.count());
        }

        @Override
        public void lost(Recovery recovery) {
            log.add("lost " + recovery.channel() + " " + recovery.reason());
        }

        @Override
        public void dropped(String channel, long count) {
            log.add("dropped " + count);
        }
    }

    /** The test's time as the client wants it. */
    private final class Time implements ClientTime {

        @Override
        public long millis() {
            return time.millis();
        }

        @Override
        public long nanos() {
            return time.nanos();
        }

        @Override
        public Registration later(Duration delay, Runnable task) {
            var scheduled = time.schedule(delay, task);
            return scheduled::cancel;
        }
    }

    /** Takes packets, and does nothing else. */
    final class Scripted implements ClientTransport {

        private final TransportType type;
        private final Address address;
        private final Receiver receiver;
        boolean reading = true;
        boolean closed;
        boolean busy;
        int opened;

        private Scripted(TransportType type, Address address, Receiver receiver) {
            this.type = type;
            this.address = address;
            this.receiver = receiver;
        }

        Address address() {
            return address;
        }

        /** It breaks, with nothing under way. */
        void fail(Throwable cause) {
            receiver.broken(this, cause);
        }

        @Override
        public TransportType type() {
            return type;
        }

        @Override
        public void open() {
            opened++;
        }

        @Override
        public void send(RequestBatch batch) {
            packets.add(batch);
            unanswered.addAll(MessageTexts.read(batch.text()));
        }

        @Override
        public boolean isBusy() {
            return busy || oneAtATime && Talk.this.open().stream().anyMatch(channel -> !channel.equals(CONNECT));
        }

        @Override
        public void cancel(RequestBatch batch) {}

        @Override
        public void reading(boolean on) {
            reading = on;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Override
    public ClientTransport create(TransportType type, Address address, ClientTransport.Receiver receiver) {
        Scripted created = new Scripted(type, address, receiver);
        transports.add(created);
        return created;
    }

    Scripted transport() {
        return transports.get(transports.size() - 1);
    }

    void advance(Duration by) {
        time.advance(by);
    }

    /** @return the channels of all messages that wait for an answer, in order */
    List<String> open() {
        return unanswered.stream().map(Message::channel).toList();
    }

    /** @return all messages that wait for an answer, in order */
    List<Message> unanswered() {
        return List.copyOf(unanswered);
    }

    /** @return the first message on the channel that waits for an answer */
    Message sent(String channel) {
        return unanswered.stream()
                .filter(message -> message.channel().equals(channel))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Not sent: " + channel + "; sent: " + unanswered));
    }

    /** Answers successfully. */
    void answer(String channel) {
        answer(channel, reply -> reply);
    }

    /** Answers successfully, but for what the test changes. */
    void answer(String channel, UnaryOperator<Message> change) {
        Message message = sent(channel);
        unanswered.remove(message);
        receive(change.apply(
                Message.on(channel).with("id", message.id().orElseThrow()).with("successful", true)));
    }

    void acceptHandshake(String clientId) {
        acceptHandshake(clientId, reply -> reply);
    }

    void acceptHandshake(String clientId, UnaryOperator<Message> change) {
        answer(
                HANDSHAKE,
                reply -> change.apply(reply.with("clientId", clientId)
                        .with("supportedConnectionTypes", List.of("websocket", "long-polling"))
                        .with("advice", RawJson.parse("{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":20000}"))));
    }

    void refuse(String channel, String error, @Nullable String advice) {
        answer(channel, reply -> {
            Message refusal = reply.with("successful", false).with("error", error);
            return advice == null ? refusal : refusal.with("advice", RawJson.parse(advice));
        });
    }

    void receive(Message... messages) {
        transport().receiver.received(transport(), List.of(messages), null);
    }

    /** The connection breaks. */
    void breakDown() {
        breakDown(new IOException("broken"));
    }

    void breakDown(Throwable cause) {
        unanswered.clear();
        transport().receiver.broken(transport(), cause);
    }

    /** @return the transport that was made before the latest */
    Scripted formerTransport() {
        return transports.get(transports.size() - 2);
    }

    /** A message from the server comes over that transport. */
    void answerOver(Scripted from, String channel) {
        Message message = sent(channel);
        unanswered.remove(message);
        from.receiver.received(
                from,
                List.of(Message.on(channel)
                        .with("id", message.id().orElseThrow())
                        .with("successful", true)),
                null);
    }

    /** The request that has the first message on the channel fails, over a transport of requests. */
    void loseRequest(String channel) {
        Message message = sent(channel);
        RequestBatch request = packets.stream()
                .filter(packet -> MessageTexts.read(packet.text()).contains(message))
                .findFirst()
                .orElseThrow();
        unanswered.removeAll(MessageTexts.read(request.text()));
        transport().receiver.failed(transport(), request, new IOException("lost"), true);
    }

    /** @return how many packets have been sent */
    int packets() {
        return packets.size();
    }

    /** What was sent will not be answered, though nothing tells. */
    void swallow() {
        unanswered.clear();
    }

    /** The latest transport has opened. */
    void opened() {
        transport().receiver.idle(transport());
    }

    /** Nothing must wait for an answer but these. */
    void expect(String... channels) {
        assertThat(open()).containsExactly(channels);
    }
}
