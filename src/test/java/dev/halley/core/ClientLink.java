package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.DeliveryMode;
import dev.halley.core.link.DuplexLink;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Batch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A connection, as the client of a {@link DeliveryMachine} sees it: looks at every batch that is sent over it. */
final class ClientLink {

    private final DeliveryMachine machine;
    final Wire wire;
    final boolean responseOnly;
    final Map<String, Integer> marks = new HashMap<>();
    final List<Integer> inFlight = new ArrayList<>();
    int unanswered;
    boolean connecting;
    boolean replyInFlight;
    boolean dead;
    long numberInFlight;

    ClientLink(DeliveryMachine machine, Wire wire, boolean responseOnly) {
        this.machine = machine;
        this.wire = wire;
        this.responseOnly = responseOnly;
        wire.connection().onSend(this::sent);
    }

    void sent(Batch batch) {
        checkBudget(batch);
        inFlight.clear();
        replyInFlight = false;
        boolean connectReply = false;
        for (Encoded message : batch.messages()) {
            if (Events.isEvent(message)) {
                int number = Events.number(message);
                inFlight.add(number);
                machine.sent(number, isCurrent());
            } else {
                unanswered--;
                replied(message);
                connectReply |= message.text().startsWith("{\"channel\":\"/meta/connect\"");
            }
        }
        if (machine.mode != DeliveryMode.PUSH && !inFlight.isEmpty()) {
            assertThat(connectReply || (connecting && !responseOnly))
                    .as("events only with the reply to a connect")
                    .isTrue();
        }
        if (machine.mode == DeliveryMode.ACKNOWLEDGED && machine.messagesPerFrame == 0 && !inFlight.isEmpty()) {
            assertThat(connectReply).as("whoever has an event has its number").isTrue();
        }
        if (connectReply) {
            replyInFlight = true;
            numberInFlight = machine.session.queue().batchNumber();
        }
    }

    private void replied(Encoded reply) {
        Integer mark = marks.remove(reply.message().id().json().string());
        boolean ordered = !responseOnly
                && (machine.batches == 0 || !machine.disturbed)
                && machine.mode == DeliveryMode.PUSH
                && machine.session.queue().isBoundTo((DuplexLink) wire.link());
        if (ordered && mark != null) {
            assertThat(machine.sent.size())
                    .as("a reply comes after the events before it")
                    .isGreaterThanOrEqualTo(mark);
        }
    }

    private void checkBudget(Batch batch) {
        List<Encoded> all = batch.messages();
        assertThat(batch.text()).hasSize(batch.length());
        if (!responseOnly) {
            assertThat(machine.messagesPerFrame == 0 || all.size() <= machine.messagesPerFrame)
                    .isTrue();
            boolean numbered = machine.mode == DeliveryMode.ACKNOWLEDGED
                    && all.stream().filter(Events::isEvent).count() == 1;
            assertThat(all.size() == 1 || numbered || batch.length() <= DeliveryMachine.MAX_FRAME)
                    .isTrue();
        } else {
            long events = all.stream().filter(Events::isEvent).count();
            assertThat(events <= 1 || batch.length() <= DeliveryMachine.MAX_RESPONSE)
                    .isTrue();
        }
    }

    void says(boolean connect, String message) {
        unanswered++;
        connecting |= connect;
        if (machine.batches == 0) {
            marks.put(Integer.toString(machine.requests), machine.accepted.size());
        }
        wire.says(message);
    }

    void landed() {
        if (isCurrent()) {
            machine.received.addAll(inFlight);
        }
        inFlight.clear();
        if (replyInFlight) {
            replyInFlight = false;
            connecting = false;
            machine.ack = isCurrent() ? numberInFlight : machine.ack;
        }
    }

    /** A client does not listen to a connection any more that it has replaced. */
    private boolean isCurrent() {
        return this == machine.socket || this == machine.poll;
    }

    boolean isBusy() {
        return wire.connection().isInFlight();
    }

    boolean isClosed() {
        return dead || wire.connection().closedFor() != null;
    }
}
