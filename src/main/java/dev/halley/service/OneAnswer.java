package dev.halley.service;

import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Request;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers one remote call, once: a message on the same channel with the request's id.
 *
 * <p>Thread-safety: thread-safe.
 */
final class OneAnswer implements RemoteCall.Caller {

    private final ServerSession session;
    private final Request.Publish request;
    private final String method;
    private final BiConsumer<String, Throwable> observer;
    private final AtomicBoolean answered = new AtomicBoolean();

    /**
     * @param method names the method for the log
     * @param observer is told what failed, and how
     */
    OneAnswer(ServerSession session, Request.Publish request, String method, BiConsumer<String, Throwable> observer) {
        this.session = session;
        this.request = request;
        this.method = method;
        this.observer = observer;
    }

    @Override
    public ServerSession session() {
        return session;
    }

    @Override
    public boolean result(@Nullable Object result) {
        return answer(true, result);
    }

    @Override
    public boolean failure(@Nullable Object failure) {
        return answer(false, failure);
    }

    /** The method threw: the client learns no more than an id that the log has, too. */
    void threw(Throwable thrown) {
        if (thrown instanceof RemoteCallException chosen) {
            failure(chosen.data());
        } else if (thrown instanceof BadDataException bad) {
            failure(Map.of("violations", bad.violations()));
        } else if (answered.compareAndSet(false, true)) {
            internalError(thrown);
        } else {
            observer.accept(method + ", after the call was answered", thrown);
        }
    }

    /** The caller may not call. */
    void refused(BayeuxError error) {
        if (answered.compareAndSet(false, true)) {
            send(false, null, Map.of("error", RawJson.from(error.wire())));
        }
    }

    private boolean answer(boolean successful, @Nullable Object data) {
        if (!answered.compareAndSet(false, true)) {
            return false;
        }
        try {
            send(successful, RawJson.from(data), Map.of());
        } catch (IllegalArgumentException unserialisable) {
            internalError(unserialisable);
        }
        return true;
    }

    private void internalError(Throwable cause) {
        String id = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), Character.MAX_RADIX);
        observer.accept(method + "; the client was given the error id " + id, cause);
        Map<String, RawJson> error = new LinkedHashMap<>();
        error.put("error", RawJson.from(BayeuxError.INTERNAL.with(id).wire()));
        send(false, null, error);
    }

    private void send(boolean successful, @Nullable RawJson data, Map<String, RawJson> others) {
        ChannelMessage event =
                new ChannelMessage(request.channel().toString(), request.id(), data, null, successful, others, false);
        session.deliver(null, event);
    }
}
