package dev.halley.core.request;

import dev.halley.api.PublishException;
import dev.halley.api.Verdict;
import dev.halley.core.link.BatchReplies;
import dev.halley.core.link.PendingReply;
import dev.halley.core.link.RequestHandler;
import dev.halley.core.link.ServerLink;
import dev.halley.core.runtime.BoundedStages;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.UserCode;
import dev.halley.core.session.ConnectReplies;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.ExtensionChain;
import dev.halley.core.session.SuspendedConnect;
import dev.halley.protocol.Advice;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Handles the messages of one request or frame in their order and answers them together.
 *
 * <p>Thread-safety: immutable.
 */
public final class RequestProcessor implements RequestHandler {

    private final Platform platform;
    private final ExtensionChain extensions;
    private final SessionResolver resolver;
    private final HandshakeHandler handshakes;
    private final ConnectHandler connects;
    private final Dispatcher dispatcher;

    /**
     * What handles each kind of request.
     *
     * @param others handles all but these two
     */
    public record Handlers(HandshakeHandler handshakes, ConnectHandler connects, Dispatcher others) {}

    public RequestProcessor(Platform platform, ExtensionChain extensions, SessionResolver resolver, Handlers handlers) {
        this.platform = platform;
        this.extensions = extensions;
        this.resolver = resolver;
        this.handshakes = handlers.handshakes();
        this.connects = handlers.connects();
        this.dispatcher = handlers.others();
    }

    /** @return how many browsers hold a connect */
    public int heldBrowsers() {
        return connects.heldBrowsers();
    }

    /** From now on nobody gets a session. */
    public void refuseHandshakes() {
        handshakes.stop();
    }

    @Override
    public void process(ServerLink link, List<Request> requests) {
        link.during(() -> {
            BatchReplies answers = new BatchReplies();
            boolean handshakes = hasHandshake(requests);
            for (Request request : requests) {
                handle(link, request, requests.size() == 1, handshakes, answers);
            }
            finish(link, answers);
        });
    }

    private static boolean hasHandshake(List<Request> requests) {
        for (Request request : requests) {
            if (request instanceof Request.Handshake) {
                return true;
            }
        }
        return false;
    }

    private void handle(ServerLink link, Request request, boolean alone, boolean withHandshake, BatchReplies answers) {
        try {
            boolean ofSession = !withHandshake && !(request instanceof Request.Invalid);
            if (!ofSession) {
                platform.events().messageReceived(null, request);
            }
            if (request instanceof Request.Invalid invalid) {
                answer(answers, refusal(invalid), request);
            } else if (request instanceof Request.Handshake handshake
                    && answers.first().isEmpty()) {
                platform.scope().during(null, () -> handshake(link, handshake, answers));
            } else if (withHandshake) {
                // Bayeux section 4.1: nothing else goes with a handshake.
                Reply reply = Reply.failure(request, BayeuxError.SESSION_UNKNOWN);
                refuseOfNobody(request, reply.withAdvice(Advice.HANDSHAKE), answers);
            } else {
                handleOfSession(link, request, alone, answers);
            }
        } catch (Exception | StackOverflowError | LinkageError | AssertionError thrown) {
            // The one message fails; the others of its batch, and everybody else, go on.
            answer(answers, broken(request, thrown), request);
            CoreSession session = answers.session();
            if (session != null && request instanceof Request.Connect) {
                // Else the session would wait for an answer to this connect for ever.
                answers.connectAnswered(session.times().connect());
            }
        }
    }

    /**
     * A handshake that is malformed will be no better the next time; old clients try again at once if nobody says so. Nor will
     * a connect, but one that was garbled on its way must not end its session.
     */
    private static Reply refusal(Request.Invalid invalid) {
        Reply reply = Reply.failure(invalid, invalid.error());
        String channel = invalid.envelope().channel();
        if ("/meta/handshake".equals(channel)) {
            return reply.withAdvice(Advice.NONE);
        }
        return "/meta/connect".equals(channel) ? reply.withAdvice(ConnectReplies.COME_LATER) : reply;
    }

    private void handleOfSession(ServerLink link, Request request, boolean alone, BatchReplies answers) {
        CoreSession session = resolver.admit(link, request, answers.session());
        if (session == null || !session.isHandshaken()) {
            platform.events().messageReceived(null, request);
            refuseOfNobody(request, resolver.refusal(request), answers);
            return;
        }
        answers.session(session);
        if (request instanceof Request.Connect
                || link.stays()
                || !session.times().isStreamed()) {
            session.transport(link.transport());
        }
        session.queue().open();
        link.carry(session);
        platform.events().messageReceived(session.id(), request);
        platform.scope().during(session, () -> serve(link, session, request, alone, answers));
    }

    /** Whatever a session unknown here sends, the server's extensions see it; one that refuses it gives its own reason. */
    private void refuseOfNobody(Request request, Reply refusal, BatchReplies answers) {
        platform.scope().during(null, () -> {
            Verdict<Request> verdict = extensions.incoming(null, request);
            boolean refused = verdict.refusal() != null && !refusal.successful();
            Reply reply = refused ? Reply.failure(request, verdict.refusal()).withAdvice(refusal.advice()) : refusal;
            answer(answers, reply, request);
        });
    }

    private void serve(ServerLink link, CoreSession session, Request request, boolean alone, BatchReplies answers) {
        Verdict<Request> verdict = extensions.incoming(session, request);
        if (verdict.refusal() != null) {
            refuse(session, request, verdict.refusal(), answers);
            return;
        }
        Request allowed = verdict.or(request);
        if (allowed instanceof Request.Connect connect) {
            connects.handle(link, session, connect, alone, answers);
        } else {
            session.seen();
            HandlerResult result = dispatcher.dispatch(session, allowed);
            if (result.later() != null) {
                answers.add(allowed, result.later().exceptionally(thrown -> failed(allowed, thrown)), result.sent());
            } else if (result.reply() != null) {
                answer(answers, result.reply(), allowed);
                answers.whenSent(result.sent());
            }
        }
    }

    private Reply failed(Request request, Throwable thrown) {
        Throwable cause = BoundedStages.causeOf(thrown);
        return cause instanceof PublishException known ? Reply.failure(request, known.error()) : broken(request, cause);
    }

    /** @return the answer to a message whose handling threw */
    private Reply broken(Request request, Throwable thrown) {
        return Reply.failure(request, UserCode.failed(platform.events(), "message", thrown));
    }

    /** An extension stopped it. A connect's client still waits for its answer, and comes again after that. */
    private void refuse(CoreSession session, Request request, BayeuxError error, BatchReplies answers) {
        answer(answers, Reply.failure(request, error), request);
        if (request instanceof Request.Connect) {
            session.connected();
            answers.connectAnswered(session.times().connect());
        } else {
            session.seen();
        }
    }

    private void handshake(ServerLink link, Request.Handshake request, BatchReplies answers) {
        Verdict<Request> verdict = extensions.incoming(null, request);
        if (verdict.refusal() != null) {
            answer(answers, Reply.failure(request, verdict.refusal()).withAdvice(Advice.NONE), request);
        } else if (verdict.or(request) instanceof Request.Handshake allowed) {
            handshakes.handle(link, allowed, answers);
        } else {
            throw new IllegalStateException("An extension put another kind of message in place of a handshake.");
        }
    }

    private void answer(BatchReplies answers, Reply reply, Request request) {
        Encoded encoded = encode(answers.session(), reply, request);
        if (encoded != null) {
            answers.replies().add(encoded);
        }
    }

    private @Nullable Encoded encode(@Nullable CoreSession session, Reply reply, Request request) {
        if (reply.error() != null) {
            platform.events().messageRefused(session == null ? null : session.id(), request, reply.error());
        }
        return extensions.encode(session, request, reply);
    }

    private void finish(ServerLink link, BatchReplies answers) {
        SuspendedConnect toHold = answers.toHold();
        CoreSession session = answers.session();
        boolean held = toHold != null && session != null && connects.holdOrAnswer(link, session, toHold, answers);
        if (session != null && answers.handshaken()) {
            handshakes.deliverWith(link, session, answers);
        }
        boolean waits = session != null && !answers.pending().isEmpty();
        if (waits && !link.stays()) {
            link.expectToTakeLong();
            answerWhenAllAreThere(link, session, answers);
            return;
        }
        // Where extensions kept all replies back, a request still gets its response.
        if (!answers.isEmpty() || (!held && !link.stays())) {
            link.answer(answers);
        } else {
            answers.sent();
        }
        if (answers.isClosing() && link.stays()) {
            link.end(CloseReason.DRAINED);
        }
        if (waits) {
            answers.pending().forEach(reply -> answerWhenItIsThere(link, session, reply));
        }
    }

    private void answerWhenItIsThere(ServerLink link, CoreSession session, PendingReply pending) {
        pending.reply()
                .thenAccept(reply -> answerLate(link, session, () -> {
                    Encoded encoded = encode(session, reply, pending.request());
                    if (encoded != null) {
                        link.answerLater(session, encoded, pending.sent());
                    } else if (pending.sent() != null) {
                        pending.sent().run();
                    }
                }));
    }

    private void answerWhenAllAreThere(ServerLink link, CoreSession session, BatchReplies answers) {
        CompletableFuture<?>[] all = answers.pending().stream()
                .map(pending -> pending.reply().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all)
                .thenRun(() -> answerLate(link, session, () -> {
                    int inserted = 0;
                    for (PendingReply pending : answers.pending()) {
                        Encoded encoded = encode(
                                session, pending.reply().toCompletableFuture().join(), pending.request());
                        if (encoded != null) {
                            answers.replies().add(pending.index() + inserted, encoded);
                            inserted++;
                        }
                        answers.whenSent(pending.sent());
                    }
                    link.answer(answers);
                }));
    }

    /** Nobody is left to whom what goes wrong could be thrown. */
    private void answerLate(ServerLink link, CoreSession session, Runnable answering) {
        try {
            link.during(() -> platform.scope().during(session, answering));
        } catch (RuntimeException | Error thrown) {
            platform.events().transportFailed(link.transport(), thrown);
            link.end(CloseReason.INTERNAL_ERROR);
        }
    }
}
