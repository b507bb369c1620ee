package dev.halley.core.session;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.core.runtime.Listeners;
import dev.halley.core.runtime.UserCode;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the extensions of the server and of a session in their order.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ExtensionChain {

    private final Listeners<BayeuxExtension> ofServer = new Listeners<>();
    private final UserCode userCode;
    private final ThreadLocal<Long> batch = new ThreadLocal<>();

    /** A session, as its extensions know it. */
    public interface Extended extends ServerSession {

        /** @return those of its own */
        Listeners<BayeuxExtension> extensions();
    }

    public ExtensionChain(UserCode userCode) {
        this.userCode = userCode;
    }

    public Registration add(BayeuxExtension extension) {
        return ofServer.addOnce(extension);
    }

    /** @return the message that goes on, or why none does */
    public Verdict<Request> incoming(@Nullable Extended session, Request request) {
        BiFunction<BayeuxExtension, Request, Verdict<Request>> hook =
                (extension, message) -> extension.incoming(session, message);
        Verdict<Request> verdict = forward(ofServer.all(), hook, request);
        if (verdict.refusal() != null || session == null) {
            return verdict;
        }
        Verdict<Request> second = forward(session.extensions().all(), hook, verdict.or(request));
        return second.refusal() == null && second.replacement() == null ? verdict : second;
    }

    /** @return the reply in its wire form; null if none goes out */
    public @Nullable Encoded encode(@Nullable Extended session, Request request, Reply reply) {
        return encode(session, request, reply, 0);
    }

    /** Like {@link #encode(Extended, Request, Reply)}. @param with the number of the batch that goes with it; 0 for none */
    public @Nullable Encoded encode(@Nullable Extended session, Request request, Reply reply, long with) {
        Reply allowed = reply(session, request, reply, with);
        return allowed == null ? null : Encoded.of(allowed);
    }

    private @Nullable Reply reply(@Nullable Extended session, Request request, Reply reply, long with) {
        if (ofServer.all().isEmpty()
                && (session == null || session.extensions().all().isEmpty())) {
            return reply;
        }
        Long outer = batch.get();
        batch.set(with);
        try {
            return reply(session, request, reply);
        } finally {
            if (outer == null) {
                batch.remove();
            } else {
                batch.set(outer);
            }
        }
    }

    /** @return the number of the batch that goes with the reply which this thread makes; the other if it makes none */
    long batchOr(LongSupplier other) {
        Long current = batch.get();
        return current == null ? other.getAsLong() : current;
    }

    private @Nullable Reply reply(@Nullable Extended session, Request request, Reply reply) {
        BiFunction<BayeuxExtension, Reply, Verdict<Reply>> hook =
                (extension, message) -> extension.reply(session, request, message);
        Verdict<Reply> verdict = backward(ofServer.all(), hook, reply);
        Reply result = verdict.or(reply);
        if (verdict.refusal() == null && session != null) {
            verdict = backward(session.extensions().all(), hook, result);
            result = verdict.or(result);
        }
        if (verdict.refusal() == null) {
            return result;
        }
        // The client waits for an answer, and gets one that nobody has to look at.
        boolean threw = verdict.refusal().code() == BayeuxError.INTERNAL.code();
        return threw ? Reply.failure(request, verdict.refusal()) : null;
    }

    /** An event is about to be fanned out, or is sent to one session. @return what goes on; null if nothing does */
    public @Nullable ChannelMessage byServer(
            @Nullable ServerSession from, @Nullable ServerSession to, ChannelMessage event) {
        Verdict<ChannelMessage> verdict =
                backward(ofServer.all(), (extension, message) -> extension.event(from, to, message), event);
        return verdict.refusal() == null ? verdict.or(event) : null;
    }

    /** An event is about to be queued for a session. @return what goes on; null if nothing does */
    @Nullable ChannelMessage bySession(@Nullable ServerSession from, Extended to, ChannelMessage event) {
        Verdict<ChannelMessage> verdict =
                backward(to.extensions().all(), (extension, message) -> extension.event(from, to, message), event);
        return verdict.refusal() == null ? verdict.or(event) : null;
    }

    /** @return whether none of the application's extensions sees the replies to this session */
    boolean areBuiltInFor(Extended session) {
        return BuiltIn.areAll(ofServer.all())
                && BuiltIn.areAll(session.extensions().all());
    }

    private <T> Verdict<T> forward(
            List<BayeuxExtension> all, BiFunction<BayeuxExtension, T, Verdict<T>> hook, T message) {
        return all.isEmpty() ? Verdict.pass() : new Asking<>(hook, message).ask(all);
    }

    private <T> Verdict<T> backward(
            List<BayeuxExtension> all, BiFunction<BayeuxExtension, T, Verdict<T>> hook, T message) {
        if (all.isEmpty()) {
            return Verdict.pass();
        }
        return new Asking<>(hook, message).ask(Listeners.reversed(all));
    }

    private final class Asking<T> {
        private final BiFunction<BayeuxExtension, T, Verdict<T>> hook;
        private T message;
        private @Nullable BayeuxError refusal;
        private boolean replaced;

        Asking(BiFunction<BayeuxExtension, T, Verdict<T>> hook, T message) {
            this.hook = hook;
            this.message = message;
        }

        Verdict<T> ask(List<BayeuxExtension> all) {
            if (BuiltIn.areAll(all)) {
                all.forEach(this::ask);
            } else {
                userCode.runner().runUserCode(() -> all.forEach(this::ask));
            }
            if (refusal != null) {
                return Verdict.refuse(refusal);
            }
            return replaced ? Verdict.replace(message) : Verdict.pass();
        }

        private void ask(BayeuxExtension extension) {
            if (refusal == null) {
                T asked = message;
                Verdict<T> verdict = userCode.verdict(
                        "extension " + extension.getClass().getName(), extension, () -> hook.apply(extension, asked));
                refusal = verdict.refusal();
                if (verdict.replacement() != null) {
                    message = verdict.replacement();
                    replaced = true;
                }
            }
        }
    }
}
