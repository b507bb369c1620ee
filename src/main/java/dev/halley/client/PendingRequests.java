package dev.halley.client;

import dev.halley.json.Utf8;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends exchanges and determines their outcomes: gives messages their ids, passes them through the extensions, and
 * matches incoming messages with them. A message that matches none is an event.
 *
 * <p>Thread-safety: confined to the client's strand; calls of transports on other threads are handed to it.
 */
final class PendingRequests implements ClientTransport.Receiver {

    /** Learns what no exchange can. */
    interface Observer {

        /** @return the session's id, or null */
        @Nullable String clientId();

        /** Something that answers nothing, or an answer about which listeners may want to know. */
        void arrived(Message message);

        /** All that came together has arrived. */
        void responseRead();

        /** Something was sent and there will be no response, in which other messages may have been, too. */
        void responseLost();

        /** The server has shown that it still holds the session's connect. */
        void alive();

        /** A reply that says the session is not known, whatever it answers. */
        void sessionUnknown();

        /** The connection is lost, and no handshake or connect was under way that would have told. */
        void connectionLost(Throwable cause);

        /** A transport that is not in use has failed. */
        void failed(ClientTransport unused);

        /** A transport has opened, or more can be sent. */
        void idle(ClientTransport transport);

        /** @return whether the client does not read on purpose, so that no answer can be expected */
        boolean isPaused();
    }

    private record Pending(Exchange exchange, InFlightBatch inFlight) {}

    private final Strand strand;
    private final ClientTime time;
    private final TransportHolder holder;
    private final ExtensionChain extensions;
    private final Acknowledgements acknowledgements;
    private final ListenerNotifier notifier;
    private final Observer observer;
    private final int maxMessageSize;
    private final Map<String, Pending> pending = new HashMap<>();
    private final Map<RequestBatch, InFlightBatch> inFlightBatches = new LinkedHashMap<>();
    private long ids;

    /** @param context the parts that all of a client share */
    PendingRequests(ClientContext context, Observer observer) {
        this.strand = context.strand();
        this.time = context.time();
        this.holder = context.holder();
        this.extensions = context.extensions();
        this.acknowledgements = context.acknowledgements();
        this.notifier = context.notifier();
        this.maxMessageSize = context.maxMessageSize();
        this.observer = observer;
    }

    /** Sends them together, and waits for their answers for a while. */
    void send(List<Exchange> exchanges, Duration wait) {
        List<Exchange> sent = new ArrayList<>();
        List<Message> messages = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Exchange exchange : exchanges) {
            Message message = prepare(exchange);
            if (message == null) {
                exchange.fail(BayeuxException.notSent("404::message_deleted: an extension stopped the message."));
                continue;
            }
            String text = message.toJson();
            if (Utf8.isLonger(text, maxMessageSize)) {
                exchange.fail(BayeuxException.notSent("The message has " + Utf8.length(text)
                        + " bytes; maxMessageSize allows " + maxMessageSize + "."));
                continue;
            }
            sent.add(exchange);
            messages.add(message);
            texts.add(text);
        }
        if (!sent.isEmpty()) {
            notifier.tell(listener -> listener.sending(messages));
            dispatch(new RequestBatch(List.copyOf(sent), "[" + String.join(",", texts) + "]"), wait);
        }
    }

    private @Nullable Message prepare(Exchange exchange) {
        String id = Long.toString(++ids);
        Message message = exchange.send(id);
        String clientId = observer.clientId();
        if (clientId != null && exchange.kind() != Exchange.Kind.HANDSHAKE) {
            message = message.with("clientId", clientId);
        }
        if (exchange.kind() == Exchange.Kind.CALL) {
            // Servers that know this answer at once what nobody serves; to others it means nothing.
            message = message.withExt("call", true);
        }
        return extensions.outgoing(acknowledgements.outgoing(exchange.kind(), message));
    }

    private void dispatch(RequestBatch batch, Duration wait) {
        InFlightBatch inFlight = new InFlightBatch(batch, wait);
        inFlightBatches.put(batch, inFlight);
        batch.exchanges().forEach(exchange -> pending.put(idOf(exchange), new Pending(exchange, inFlight)));
        watch(inFlight, wait);
        holder.transport(this).send(batch);
    }

    private static String idOf(Exchange exchange) {
        return exchange.id() == null ? "" : exchange.id();
    }

    private void watch(InFlightBatch inFlight, Duration wait) {
        inFlight.timer(time.later(wait, () -> strand.execute(() -> timedOut(inFlight, wait))));
    }

    private void timedOut(InFlightBatch inFlight, Duration wait) {
        if (!inFlightBatches.containsKey(inFlight.batch())) {
            return;
        }
        if (observer.isPaused()) {
            watch(inFlight, wait);
            return;
        }
        RequestBatch batch = inFlight.batch();
        BayeuxException why = BayeuxException.unanswered(
                "The server did not answer within " + wait.toMillis() + " ms (maxNetworkDelay).");
        boolean dead = batch.is(Exchange.Kind.CONNECT) || batch.is(Exchange.Kind.HANDSHAKE);
        notifier.failed(why);
        if (dead && holder.choice().current() == TransportType.WEBSOCKET) {
            // Its closing tells nobody: the others that were sent over it are as lost as this one.
            lose(why, true);
        } else {
            holder.transport(this).cancel(batch);
            complete(inFlight, why);
            if (holder.choice().current() != TransportType.WEBSOCKET) {
                observer.responseLost();
            }
            // The strand looks what can be sent now.
        }
    }

    /** Fails whatever of a flight is not answered. */
    private void complete(InFlightBatch inFlight, BayeuxException why) {
        inFlight.complete();
        inFlightBatches.remove(inFlight.batch());
        for (Exchange exchange : inFlight.batch().exchanges()) {
            if (!exchange.isAccepted()) {
                pending.remove(idOf(exchange));
                exchange.fail(why);
            }
        }
    }

    /** Gives up the connection and fails all that was sent over it; calls that were accepted may still be answered. */
    private void lose(BayeuxException why, boolean close) {
        if (close) {
            holder.drop();
        }
        acknowledgements.forget();
        List.copyOf(inFlightBatches.values()).forEach(inFlight -> complete(inFlight, why));
        observer.responseLost();
    }

    /** Ends the connection and all that waits for an answer. */
    void end(BayeuxException why) {
        lose(why, true);
        dropSession(why);
    }

    /** The session is gone: nothing that was asked in it will be answered. */
    void dropSession(BayeuxException why) {
        acknowledgements.forget();
        List.copyOf(inFlightBatches.values()).forEach(inFlight -> {
            holder.transport(this).cancel(inFlight.batch());
            complete(inFlight, why);
        });
        List<Pending> calls = List.copyOf(pending.values());
        pending.clear();
        calls.forEach(call -> call.exchange().fail(why));
    }

    /** Nobody waits for its answer any more. */
    void forget(Exchange exchange) {
        Pending gone = pending.remove(idOf(exchange));
        if (gone != null && gone.inFlight().answered(exchange)) {
            inFlightBatches.remove(gone.inFlight().batch());
        }
    }

    @Override
    public void received(ClientTransport from, List<Message> messages, @Nullable RequestBatch answered) {
        strand.execute(() -> {
            if (!holder.isCurrent(from) || answered != null && !inFlightBatches.containsKey(answered)) {
                // It comes too late: its connection or its request was given up.
                return;
            }
            notifier.tell(listener -> listener.received(messages));
            messages.stream().map(this::incoming).forEach(this::take);
            observer.responseRead();
            InFlightBatch inFlight = answered == null ? null : inFlightBatches.get(answered);
            if (inFlight != null) {
                complete(inFlight, BayeuxException.unanswered("The server's response has no reply to the message."));
            }
        });
    }

    /** A message of a channel with history has been received also if an extension drops it or makes another of it. */
    private @Nullable Message incoming(Message message) {
        HistoryMark mark = message.isMeta() || message.isReply()
                ? null
                : message.ext(HistoryMark.NAME).flatMap(HistoryMark::read).orElse(null);
        Message passed = extensions.incoming(message);
        if (mark == null) {
            return passed;
        }
        return passed == null ? message.marked(mark).dropped() : passed.marked(mark);
    }

    private void take(@Nullable Message message) {
        if (message == null) {
            return;
        }
        if (acknowledgements.isActive() && isEvent(message)) {
            acknowledgements.hold(message);
            return;
        }
        Pending match = match(message);
        if (match != null && match.exchange().kind() == Exchange.Kind.CONNECT) {
            acknowledgements.numbered(message).forEach(held -> settle(match(held), held));
        }
        settle(match, message);
    }

    /** Answers to calls come the way that events come. */
    private static boolean isEvent(Message message) {
        return !message.isMeta() && (!message.isReply() || message.data().isPresent());
    }

    private @Nullable Pending match(Message message) {
        Pending found = message.id().map(pending::get).orElse(null);
        if (found == null || !found.exchange().message().channel().equals(message.channel())) {
            return null;
        }
        boolean isAnswer = message.isReply() || found.exchange().kind() == Exchange.Kind.CALL;
        return isAnswer ? found : null;
    }

    private void settle(@Nullable Pending match, Message message) {
        observer.arrived(message);
        if (match != null) {
            Exchange exchange = match.exchange();
            boolean half = exchange.kind() == Exchange.Kind.CALL
                    && message.isSuccessful()
                    && message.data().isEmpty();
            if (half) {
                exchange.accept();
            } else {
                pending.remove(idOf(exchange));
            }
            if (match.inFlight().answered(exchange)) {
                inFlightBatches.remove(match.inFlight().batch());
            }
            if (!half) {
                exchange.reply(message);
            }
        }
        if (match != null && message.isSessionUnknown()) {
            observer.sessionUnknown();
        }
    }

    @Override
    public void alive(ClientTransport from, RequestBatch batch) {
        strand.execute(() -> {
            InFlightBatch inFlight = inFlightBatches.get(batch);
            if (inFlight != null && holder.isCurrent(from)) {
                inFlight.complete();
                watch(inFlight, inFlight.patience());
                observer.alive();
            }
        });
    }

    @Override
    public void failed(ClientTransport from, RequestBatch batch, Throwable cause, boolean sent) {
        strand.execute(() -> {
            InFlightBatch inFlight = inFlightBatches.get(batch);
            if (inFlight != null && holder.isCurrent(from)) {
                notifier.failed(cause);
                complete(
                        inFlight,
                        BayeuxException.lost("The transport failed: " + Address.describe(cause), sent, cause));
                if (sent) {
                    observer.responseLost();
                }
            }
        });
    }

    @Override
    public void broken(ClientTransport from, Throwable cause) {
        strand.execute(() -> {
            if (holder.isCurrent(from)) {
                notifier.failed(cause);
                lose(BayeuxException.lost("The connection is lost: " + Address.describe(cause), true, cause), true);
                observer.connectionLost(cause);
            } else {
                observer.failed(from);
            }
        });
    }

    @Override
    public void idle(ClientTransport from) {
        strand.execute(() -> observer.idle(from));
    }
}
