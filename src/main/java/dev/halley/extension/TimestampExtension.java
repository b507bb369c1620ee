package dev.halley.extension;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the server's time into the field {@code timestamp} of everything that is sent, and replaces a client's own
 * timestamp. Bayeux section 3.9.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class TimestampExtension implements BayeuxExtension {

    /** The name in the init-param {@code extensions}, and the message's field. */
    public static final String NAME = "timestamp";

    /** ISO 8601 in UTC with milliseconds, such as {@code 2026-11-22T08:15:30.123Z}. */
    public static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private final DateTimeFormatter format;

    /** Creates an extension that writes the format {@link #ISO}. */
    public TimestampExtension(InstantSource clock) {
        this(clock, ISO);
    }

    /**
     * Creates an extension that writes another format.
     *
     * @param format must have a time zone
     */
    public TimestampExtension(InstantSource clock, DateTimeFormatter format) {
        this.clock = clock;
        this.format = format;
    }

    @Override
    public Verdict<Reply> reply(@Nullable ServerSession session, Request request, Reply reply) {
        return Verdict.replace(reply.with(NAME, now()));
    }

    @Override
    public Verdict<ChannelMessage> event(
            @Nullable ServerSession from, @Nullable ServerSession to, ChannelMessage event) {
        Map<String, RawJson> others = new LinkedHashMap<>(event.others());
        others.put(NAME, now());
        return Verdict.replace(event.withOthers(others));
    }

    private RawJson now() {
        return RawJson.from(format.format(clock.instant()));
    }
}
