package dev.halley.client;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.Advice.Reconnect;
import dev.halley.protocol.BayeuxError;
import java.util.List;
import java.util.Map;

/**
 * Makes handshakes: asks the application for credentials, offers the transports, and interprets the reply. Bayeux
 * section 4.1.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class Handshakes {

    /** Is told how a handshake ended, once for each. */
    interface Result {

        /** There is a session, and a transport for it. */
        void accepted(Message reply);

        /** It may be tried again. */
        void refused();

        /** It is to be tried again after the advised interval, and not later: nothing is wrong. */
        void paced();

        /** It must not be tried again. */
        void forbidden(BayeuxException why);

        /** There was no answer. */
        void lost(BayeuxException why);
    }

    private static final String PACED = BayeuxError.TOO_MANY_HANDSHAKES.wire();

    private final ClientSettings settings;
    private final ClientContext context;
    private final PendingRequests pending;
    private final Result result;
    /** Counts the attempts, so that one that was given up is recognised when its credentials come. */
    private long attempt;

    Handshakes(ClientSettings settings, ClientContext context, PendingRequests pending, Result result) {
        this.settings = settings;
        this.context = context;
        this.pending = pending;
        this.result = result;
    }

    void begin() {
        long expected = ++attempt;
        if (settings.credentials() == null) {
            send(expected, Credentials.NONE);
            return;
        }
        context.notifier().complete(() -> {
            try {
                Credentials given = settings.credentials().get();
                context.strand().execute(() -> send(expected, given));
            } catch (RuntimeException e) {
                context.strand().execute(() -> withoutCredentials(expected, e));
            }
        });
    }

    /** Gives up the attempt whose credentials are awaited. */
    void cancel() {
        attempt++;
    }

    private void withoutCredentials(long expected, RuntimeException cause) {
        if (expected == attempt) {
            BayeuxException why = BayeuxException.notSent("The supplier of credentials failed", cause);
            context.notifier().failed(why);
            context.futures().handshakeFailed(why);
            result.refused();
        }
    }

    private void send(long expected, Credentials credentials) {
        if (expected != attempt) {
            return;
        }
        context.holder().credentials(credentials.headers());
        Message message = Message.on("/meta/handshake")
                .with("version", "1.0")
                .with("minimumVersion", "1.0")
                .with("supportedConnectionTypes", context.holder().choice().offer());
        if (settings.history()) {
            message = message.withExt(HistoryMark.NAME, true);
        }
        if (settings.flow()) {
            message = message.withExt(Message.FLOW, true);
        }
        for (Map.Entry<String, ?> member : credentials.ext().entrySet()) {
            message = message.withExt(member.getKey(), member.getValue());
        }
        Exchange.Answer answer = new Exchange.Answer() {
            @Override
            public void reply(Message reply) {
                answered(reply);
            }

            @Override
            public void failed(BayeuxException why) {
                context.futures().handshakeFailed(why);
                result.lost(why);
            }
        };
        pending.send(List.of(new Exchange(Exchange.Kind.HANDSHAKE, message, answer)), settings.networkDelay());
    }

    private void answered(Message reply) {
        TransportChoice choice = context.holder().choice();
        context.take(SessionAdvice.of(reply, choice.current()).orElse(SessionAdvice.INITIAL));
        String clientId = reply.clientId().orElse(null);
        if (isPaced(reply)) {
            // Who waits for the handshake goes on waiting.
            result.paced();
            return;
        }
        if (!reply.isSuccessful() || clientId == null) {
            refused(BayeuxException.refused(reply));
            return;
        }
        List<String> offered = reply.field("supportedConnectionTypes").filter(RawJson::isArray).stream()
                .flatMap(types -> JsonObjects.elements(types).stream())
                .filter(RawJson::isString)
                .map(RawJson::string)
                .toList();
        TransportType chosen = choice.negotiate(offered).orElse(null);
        if (chosen == null) {
            BayeuxException why = BayeuxException.notSent(
                    "The server has no transport in common with the client: it offers " + offered + ".");
            context.futures().handshakeFailed(why);
            result.forbidden(why);
            return;
        }
        context.connection().open(clientId);
        context.acknowledgements().handshaken(reply);
        context.futures().handshaken(reply);
        context.notifier().tell(listener -> listener.handshaken(reply));
        result.accepted(reply);
    }

    /** @return whether the server wants clients that come all at once to come one after the other */
    private boolean isPaced(Message reply) {
        return !reply.isSuccessful()
                && context.connection().advice().reconnect() == Reconnect.RETRY
                && reply.error().filter(PACED::equals).isPresent();
    }

    private void refused(BayeuxException why) {
        context.futures().handshakeFailed(why);
        context.notifier().failed(why);
        if (context.connection().advice().reconnect() == Reconnect.NONE) {
            result.forbidden(why);
        } else {
            result.refused();
        }
    }
}
