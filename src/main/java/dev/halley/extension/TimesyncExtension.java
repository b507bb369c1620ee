package dev.halley.extension;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Synchronizes clients with the server's clock: they send their time and their estimates of the network's lag and their
 * clock's offset, and receive how far off these were.
 *
 * <p>On the wire: {@code ext.timesync} is {@code {tc, l, o}} in a meta message and {@code {tc, ts, p, a}} in its reply,
 * all in milliseconds: the client's time, lag and offset; the server's time at receipt, how long the message was held,
 * and the accuracy. The reply has it only if the client does not know a lag yet, or was off by at least the accuracy
 * target.
 *
 * <p>The session's attribute {@value #LAG_ATTRIBUTE} holds the lag that the client sent last, a {@code Long}.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class TimesyncExtension implements BayeuxExtension {

    /** The name in the init-param {@code extensions}, and the key in {@code ext}. */
    public static final String NAME = "timesync";

    /** The name of the session's attribute. */
    public static final String LAG_ATTRIBUTE = "lag";

    private static final long DEFAULT_ACCURACY_TARGET = 25;

    private final InstantSource clock;
    private final long accuracyTarget;

    /** Creates an extension that corrects clients that are off by 25 ms or more. */
    public TimesyncExtension(InstantSource clock) {
        this(clock, DEFAULT_ACCURACY_TARGET);
    }

    /**
     * Creates an extension with another accuracy target.
     *
     * @param accuracyTarget clients that are off by at least this number of milliseconds are corrected
     */
    public TimesyncExtension(InstantSource clock, long accuracyTarget) {
        this.clock = clock;
        this.accuracyTarget = accuracyTarget;
    }

    @Override
    public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
        RawJson ext = request.envelope().ext();
        RawJson sync = request instanceof Request.Publish ? null : JsonObjects.member(ext, NAME);
        if (sync == null || !sync.isObject()) {
            return Verdict.pass();
        }
        Long lag = number(JsonObjects.members(sync), "l");
        if (session != null && lag != null) {
            session.attribute(LAG_ATTRIBUTE, lag);
        }
        // The time of receipt travels with the message until it is answered, which may be long after.
        RawJson received = JsonObjects.with(sync, "ts", RawJson.from(clock.millis()));
        return Verdict.replace(request.withExt(JsonObjects.with(ext, NAME, received)));
    }

    @Override
    public Verdict<Reply> reply(@Nullable ServerSession session, Request request, Reply reply) {
        RawJson sync = request instanceof Request.Publish
                ? null
                : JsonObjects.member(request.envelope().ext(), NAME);
        if (sync == null || !sync.isObject()) {
            return Verdict.pass();
        }
        RawJson answer = answer(JsonObjects.members(sync));
        return answer == null
                ? Verdict.pass()
                : Verdict.replace(reply.withExt(JsonObjects.with(reply.ext(), NAME, answer)));
    }

    private @Nullable RawJson answer(Map<String, RawJson> sync) {
        Long tc = number(sync, "tc");
        Long ts = number(sync, "ts");
        if (tc == null || ts == null) {
            return null;
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("tc", tc);
        answer.put("ts", ts);
        answer.put("p", clock.millis() - ts);
        Long lag = number(sync, "l");
        if (lag != null) {
            Long offset = number(sync, "o");
            long accuracy = tc + (offset == null ? 0 : offset) + lag - ts;
            if (lag != 0 && Math.abs(accuracy) < accuracyTarget) {
                return null;
            }
            answer.put("a", accuracy);
        }
        return RawJson.from(answer);
    }

    /**
     * Reads milliseconds. They are whole numbers, far below what a double represents exactly; other values do no harm.
     */
    private static @Nullable Long number(Map<String, RawJson> object, String name) {
        RawJson value = object.get(name);
        return value != null && value.isNumber() ? (long) Double.parseDouble(value.text()) : null;
    }
}
