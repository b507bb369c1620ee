package dev.halley.service;

import dev.halley.api.BayeuxServer;
import dev.halley.api.ServerSession;
import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.BinaryData;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Request;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Answers one remote call, once: a message on the same channel with the request's id.
 *
 * <p>Thread-safety: thread-safe.
 */
final class OneAnswer implements RemoteCall.Caller {

    private static final Logger LOGGER = System.getLogger(OneAnswer.class.getName());

    /** Says that the data is binary. */
    private static final RawJson BINARY = JsonObjects.with(null, BinaryData.NAME, RawJson.EMPTY_OBJECT);

    private final ServerSession session;
    private final Request.Publish request;
    private final String method;
    private final BayeuxServer server;
    private final AtomicBoolean answered = new AtomicBoolean();

    /**
     * @param method names the method for the log
     * @param server is told what failed
     */
    OneAnswer(ServerSession session, Request.Publish request, String method, BayeuxServer server) {
        this.session = session;
        this.request = request;
        this.method = method;
        this.server = server;
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
            if (chosen.getCause() != null) {
                LOGGER.log(
                        Level.DEBUG,
                        method + " answered a failure, which had a cause" + ServiceException.on(request.channel()),
                        chosen.getCause());
            }
            failure(chosen.data());
        } else if (thrown instanceof BadDataException bad) {
            unfit(bad);
        } else if (answered.compareAndSet(false, true)) {
            internalError(thrown);
        } else {
            server.reportFailure(
                    method + ", after the call was answered" + ServiceException.on(request.channel()), thrown);
        }
    }

    /** The client learns what is wrong with its data, and where. */
    private void unfit(BadDataException bad) {
        server.reportUnfitData(request.channel().toString(), method + ": " + bad.violations());
        if (answered.compareAndSet(false, true)) {
            send(
                    false,
                    RawJson.from(Map.of("violations", bad.violations())),
                    null,
                    Map.of("error", RawJson.from(BadDataException.ERROR.wire())));
        }
    }

    /** The caller may not call. */
    void refused(BayeuxError error) {
        if (answered.compareAndSet(false, true)) {
            send(false, null, null, Map.of("error", RawJson.from(error.wire())));
        }
    }

    private boolean answer(boolean successful, @Nullable Object data) {
        if (!answered.compareAndSet(false, true)) {
            return false;
        }
        try {
            if (data instanceof BinaryData binary) {
                send(successful, binary.toJson(), BINARY, Map.of());
            } else {
                send(successful, RawJson.from(data), null, Map.of());
            }
        } catch (IllegalArgumentException unserialisable) {
            internalError(unserialisable);
        }
        return true;
    }

    private void internalError(Throwable cause) {
        String id = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), Character.MAX_RADIX);
        server.reportFailure(
                method + "; the client was given the error id " + id + ServiceException.on(request.channel()), cause);
        Map<String, RawJson> error = new LinkedHashMap<>();
        error.put("error", RawJson.from(BayeuxError.INTERNAL.with(id).wire()));
        send(false, null, null, error);
    }

    private void send(boolean successful, @Nullable RawJson data, @Nullable RawJson ext, Map<String, RawJson> others) {
        ChannelMessage event =
                new ChannelMessage(request.channel().toString(), request.id(), data, ext, successful, others, false);
        session.deliver(null, event);
    }
}
