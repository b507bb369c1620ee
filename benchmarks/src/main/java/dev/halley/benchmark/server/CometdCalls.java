package dev.halley.benchmark.server;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cometd.annotation.Listener;
import org.cometd.annotation.Service;
import org.cometd.annotation.server.RemoteCall;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;

/**
 * The services of the scenarios {@code remotecall} and {@code listener}, as one writes them for CometD: data is the map that its
 * JSON parser has made already, and there is no binding to types. That is less work than Halley's records take.
 *
 * <p>Thread-safety: thread-safe.
 */
@Service("benchmark")
public class CometdCalls {

    private final AtomicBoolean heard = new AtomicBoolean();

    /** Answers with what it got, in a map of its own. */
    @RemoteCall("said")
    public void echo(RemoteCall.Caller caller, Map<String, Object> said) {
        caller.result(Map.of("m", said.get("m")));
    }

    /** Looks at what is published. */
    @Listener("/heard/**")
    public void heard(ServerSession from, ServerMessage.Mutable message) {
        String m = (String) message.getDataAsMap().get("m");
        if (m.charAt(0) != '#') {
            throw new IllegalArgumentException("not a message of the load: " + m);
        }
        if (!heard.get() && heard.compareAndSet(false, true)) {
            System.out.println("The listener is called.");
        }
    }
}
