package dev.halley.demo;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Registration;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerChannelListener.MessageListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.Event;
import dev.halley.protocol.Request;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers the remote call {@code echo} with the data it got: a message on the same service channel, to the caller
 * alone, with the request's id.
 *
 * <p>Thread-safety: immutable.
 */
public final class EchoService {

    /** The channel that clients call. */
    public static final String CHANNEL = "/service/echo";

    /** Begins to answer; until the registration is closed. */
    public Registration open(BayeuxServer server) {
        ServerChannel channel = server.createChannel(CHANNEL);
        MessageListener listener = this::echo;
        return channel.addListener(listener);
    }

    private Verdict<Request.Publish> echo(@Nullable ServerSession caller, Request.Publish request) {
        if (caller != null) {
            RawJson data = request.data() == null ? RawJson.NULL : request.data();
            caller.deliver(null, new Event(CHANNEL, request.id(), data, null, true, Map.of(), false));
        }
        return Verdict.pass();
    }
}
