package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** What subscribers get, how fast, and once: demand, buffers, acknowledgements. */
class DeliveryTest {

    /** Writes down what it is told, and asks for what the test says. */
    private static final class Recorder implements Flow.Subscriber<Integer> {

        final List<Object> told = new ArrayList<>();
        Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(Integer item) {
            told.add(item);
        }

        @Override
        public void onError(Throwable failure) {
            told.add(failure.getClass().getSimpleName());
            if (failure instanceof DroppedMessagesException dropped) {
                told.add(dropped.count());
            }
        }

        @Override
        public void onComplete() {
            told.add("complete");
        }
    }

    private final Recorder recorder = new Recorder();

    private Talk talk(Overflow overflow) {
        Talk talk = Talk.connected(builder -> builder.transports(TransportType.WEBSOCKET));
        talk.client.messages("/n", Integer.class, 2, overflow).subscribe(recorder);
        talk.answer("/meta/subscribe");
        return talk;
    }

    private static void publish(Talk talk, int... numbers) {
        for (int number : numbers) {
            talk.receive(Message.on("/n").with("data", number));
        }
    }

    @Test
    void subscriberGetsWhatItAsksFor() {
        Talk talk = talk(Overflow.PAUSE);
        publish(talk, 1, 2);
        assertThat(recorder.told).isEmpty();
        recorder.subscription.request(1);
        assertThat(recorder.told).containsExactly(1);
        recorder.subscription.request(5);
        publish(talk, 3, 4);
        assertThat(recorder.told).containsExactly(1, 2, 3, 4);
    }

    @Test
    void fullBufferPausesReadingAndConnecting() {
        Talk talk = talk(Overflow.PAUSE);
        publish(talk, 1, 2);
        assertThat(talk.transport().reading).isTrue();
        publish(talk, 3);
        assertThat(talk.transport().reading).isFalse();
        talk.answer(Talk.CONNECT);
        talk.expect();
        recorder.subscription.request(2);
        assertThat(talk.transport().reading).isTrue();
        talk.expect(Talk.CONNECT);
        recorder.subscription.request(9);
        assertThat(recorder.told).containsExactly(1, 2, 3);
    }

    @Test
    void pausedClientDoesNotTakeTheServerForDead() {
        Talk talk = talk(Overflow.PAUSE);
        publish(talk, 1, 2, 3);
        talk.advance(Duration.ofMinutes(5));
        assertThat(talk.client.state()).isEqualTo(ClientState.CONNECTED);
    }

    @Test
    void bufferThatDropsTellsHowManyItDropped() {
        Talk talk = talk(Overflow.DROP);
        publish(talk, 1, 2, 3, 4);
        recorder.subscription.request(9);
        publish(talk, 5);
        assertThat(recorder.told).containsExactly(1, 2, 5);
        assertThat(talk.log).contains("dropped 2");
    }

    @Test
    void bufferThatFailsGivesWhatItHasAndTheNumberOfTheRest() {
        Talk talk = talk(Overflow.FAIL);
        publish(talk, 1, 2, 3, 4);
        recorder.subscription.request(9);
        assertThat(recorder.told).containsExactly(1, 2, "DroppedMessagesException", 2L);
        talk.expect(Talk.CONNECT, "/meta/unsubscribe");
    }

    @Test
    void cancelledSubscriptionIsTakenBack() {
        Talk talk = talk(Overflow.PAUSE);
        recorder.subscription.request(9);
        recorder.subscription.cancel();
        publish(talk, 1);
        assertThat(recorder.told).isEmpty();
        talk.expect(Talk.CONNECT, "/meta/unsubscribe");
    }

    @Test
    void askingForNothingIsAnError() {
        talk(Overflow.PAUSE);
        recorder.subscription.request(0);
        assertThat(recorder.told).containsExactly("IllegalArgumentException");
    }

    @Test
    void endOfTheConversationEndsTheSubscription() {
        Talk talk = talk(Overflow.PAUSE);
        talk.client.abort();
        assertThat(recorder.told).containsExactly("complete");
    }

    @Test
    void refusalIsAnError() {
        Talk talk = Talk.connected(builder -> builder);
        talk.client.messages("/n", Integer.class, 2, Overflow.PAUSE).subscribe(recorder);
        talk.refuse("/meta/subscribe", "403::subscribe_denied", null);
        assertThat(recorder.told).containsExactly("BayeuxException");
    }

    private static Talk acknowledged(List<Integer> heard) {
        Talk talk =
                new Talk(builder -> builder.transports(TransportType.WEBSOCKET).acknowledged(true));
        talk.client.subscribe("/n", Integer.class, heard::add);
        talk.client.connect();
        assertThat(talk.sent(Talk.HANDSHAKE).ext("ack")).hasToString("Optional[true]");
        talk.acceptHandshake("one", reply -> reply.withExt("ack", true));
        talk.answer("/meta/subscribe");
        talk.answer(Talk.CONNECT, reply -> reply.withExt("ack", 1));
        return talk;
    }

    @Test
    void eventsCountAsReceivedWithTheConnectReplyThatNumbersThem() {
        List<Integer> heard = new ArrayList<>();
        Talk talk = acknowledged(heard);
        assertThat(talk.sent(Talk.CONNECT).ext("ack")).hasToString("Optional[1]");
        publish(talk, 1, 2);
        assertThat(heard).isEmpty();
        talk.answer(Talk.CONNECT, reply -> reply.withExt("ack", 2));
        assertThat(heard).containsExactly(1, 2);
        assertThat(talk.sent(Talk.CONNECT).ext("ack")).hasToString("Optional[2]");
    }

    @Test
    void eventsThatComeAgainAfterABreakAreShownOnce() {
        List<Integer> heard = new ArrayList<>();
        Talk talk = acknowledged(heard);
        publish(talk, 1, 2);
        talk.breakDown();
        talk.advance(Duration.ofMillis(500));
        assertThat(talk.sent(Talk.CONNECT).ext("ack")).hasToString("Optional[1]");
        publish(talk, 1, 2, 3);
        talk.answer(Talk.CONNECT, reply -> reply.withExt("ack", 3));
        assertThat(heard).containsExactly(1, 2, 3);
    }

    @Test
    void numberThatWasReceivedAlreadyBringsNothingNew() {
        List<Integer> heard = new ArrayList<>();
        Talk talk = acknowledged(heard);
        publish(talk, 7);
        talk.answer(Talk.CONNECT, reply -> reply.withExt("ack", 1));
        assertThat(heard).isEmpty();
    }

    @Test
    void serverWithoutAcknowledgementsIsHeardAtOnce() {
        List<Integer> heard = new ArrayList<>();
        Talk talk =
                new Talk(builder -> builder.transports(TransportType.WEBSOCKET).acknowledged(true));
        talk.client.subscribe("/n", Integer.class, heard::add);
        talk.client.connect();
        talk.acceptHandshake("one");
        publish(talk, 1);
        assertThat(heard).containsExactly(1);
    }
}
